from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pipecat.processors.aggregators.llm_context import LLMContextMessage

from repartee.services.context.exchanges import exchanges_in, opening_notes, summary_message
from repartee.services.context.plan import KEPT_WHOLE, plan_summary
from repartee.services.context.tokens import tokens_in
from tests.services.context.talks import a_talk, talks

EXCHANGE = tokens_in(a_talk(20)) // 20


def test_nothing_is_summarised_while_there_is_room() -> None:
    assert plan_summary(a_talk(20), 40 * EXCHANGE, tokens_in) is None


def test_it_begins_well_before_there_is_no_more_room() -> None:
    plan = plan_summary(a_talk(20), 30 * EXCHANGE, tokens_in)
    assert plan is not None
    assert not plan.hurry


def test_ten_exchanges_are_kept_whole() -> None:
    plan = plan_summary(a_talk(20), 25 * EXCHANGE, tokens_in)
    assert plan is not None
    assert plan.exchanges == 20 - KEPT_WHOLE
    assert plan.older == a_talk(20)[: 2 * 10]


def test_fewer_are_kept_by_a_model_that_cannot_take_ten() -> None:
    plan = plan_summary(a_talk(12), 6 * EXCHANGE, tokens_in)
    assert plan is not None
    assert plan.hurry
    assert plan.exchanges >= 4


def test_a_summary_takes_in_the_one_before() -> None:
    earlier = summary_message(7, "They greeted each other.")
    plan = plan_summary([*a_talk(7), earlier, *a_talk(20)], 25 * EXCHANGE, tokens_in)
    assert plan is not None
    assert plan.older[0] is earlier
    assert plan.exchanges == 7 + 10


def test_one_exchange_more_is_not_worth_a_summary() -> None:
    assert plan_summary(a_talk(KEPT_WHOLE + 1), 16 * EXCHANGE, tokens_in) is None


def test_of_a_long_conversation_no_more_is_taken_than_a_model_can_read() -> None:
    room = 20 * EXCHANGE
    plan = plan_summary(a_talk(500), room, tokens_in)
    assert plan is not None
    assert tokens_in(plan.older) <= room


@given(talks(), st.integers(1, 3000))
def test_the_newest_exchange_is_never_summarised(talk: list[LLMContextMessage], room: int) -> None:
    plan = plan_summary(talk, room, tokens_in)
    if plan is not None:
        newest = exchanges_in(talk)[-1]
        assert not any(each is message for message in plan.older for each in newest)
        first = len(opening_notes(talk))
        assert plan.older == talk[first : first + len(plan.older)]
