"""A run is summed up as it was, and compared with its peer."""

from __future__ import annotations

import json

import pytest

from repartee.bench.latency import Measured
from repartee.bench.report import NothingMeasuredError, report
from repartee.bench.turn_order import interleaved
from repartee.bench.vendors import VendorDelays


def _turns(subject: str, *delays: float | None) -> list[Measured]:
    return [Measured(subject, "words", delay, 0) for delay in delays]


def test_everybody_is_compared_with_the_peer() -> None:
    turns = _turns("ours", 0.4, 0.5, 0.6, None) + _turns("peer", 0.9, 1.0, 1.1)
    ours, peer = report(turns, VendorDelays(), "peer").rows
    assert ours.median_ratio is not None
    assert ours.median_ratio.value == pytest.approx(0.5)
    assert (ours.unanswered, peer.unanswered) == (1, 0)
    assert peer.median_ratio is None


def test_without_the_peer_there_are_figures_alone() -> None:
    (row,) = report(_turns("ours", 0.5), VendorDelays(), "peer").rows
    assert row.delays.median == 0.5
    assert row.median_ratio is None


def test_who_says_nothing_is_named() -> None:
    with pytest.raises(NothingMeasuredError, match="mute"):
        report(_turns("ours", 0.5) + _turns("mute", None), VendorDelays(), "ours")


def test_every_turn_is_in_the_json() -> None:
    plain = report(_turns("ours", 0.5, None), VendorDelays(), "peer").as_plain()
    told = json.loads(json.dumps(plain))
    assert [turn["delay_secs"] for turn in told["turns"]] == [0.5, None]
    assert told["machine"]["pipecat"] == "1.14.0"


def test_everybody_is_called_once_a_round_and_in_changing_order() -> None:
    order = list(interleaved(["a", "b"], 50))
    rounds = [tuple(order[at : at + 2]) for at in range(0, 100, 2)]
    assert set(rounds) == {("a", "b"), ("b", "a")}
    assert list(interleaved(["a", "b"], 50)) == order
