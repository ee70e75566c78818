from __future__ import annotations

from repartee.conversation.tool_turns import ToolTurns


def test_a_late_result_belongs_to_the_exchange_of_its_call() -> None:
    turns = ToolTurns()
    turns.called("a", 2)
    turns.called("b", 3)
    assert (turns.of("a", otherwise=9), turns.of("b", otherwise=9)) == (2, 3)


def test_a_call_of_an_earlier_sitting_belongs_to_the_present() -> None:
    assert ToolTurns().of("a", otherwise=9) == 9


def test_no_number_of_calls_costs_more_memory() -> None:
    turns = ToolTurns()
    for number in range(10_000):
        turns.called(str(number), number)
    assert turns.of("0", otherwise=-1) == -1
    assert turns.of("9999", otherwise=-1) == 9999
