"""Whatever else a machine does falls on all alike."""

from __future__ import annotations

from repartee.bench.turn_order import interleaved


def test_everybody_is_called_once_a_round_and_in_changing_order() -> None:
    order = list(interleaved(["a", "b"], 50))
    rounds = [tuple(order[at : at + 2]) for at in range(0, 100, 2)]
    assert set(rounds) == {("a", "b"), ("b", "a")}
    assert list(interleaved(["a", "b"], 50)) == order
