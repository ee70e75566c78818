from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pipecat.processors.aggregators.llm_context import LLMContextMessage, standard_message_text

from repartee.services.context.exchanges import (
    INSTRUCTIONS,
    KNOWN,
    exchanges_in,
    newest_instructions,
    summarised,
    summary_message,
)
from repartee.services.context.plan import plan_summary
from repartee.services.context.tokens import tokens_in
from repartee.services.context.window import window
from tests.services.context.talks import a_talk, called, message, result, talks


def chosen(messages: list[LLMContextMessage], room: int) -> list[LLMContextMessage]:
    return window(messages, room, tokens_in)


@given(talks())
def test_exchanges_joined_are_the_conversation(talk: list[LLMContextMessage]) -> None:
    assert [each for exchange in exchanges_in(talk) for each in exchange] == talk


@given(talks(), st.integers(0, 2000))
def test_a_result_is_never_parted_from_its_call(talk: list[LLMContextMessage], room: int) -> None:
    given_ids: set[str] = set()
    for each in chosen(talk, room):
        given_ids |= {str(call["id"]) for call in each.get("tool_calls", ())}  # type: ignore[union-attr]
        if each["role"] == "tool":  # type: ignore[index]
            assert each["tool_call_id"] in given_ids  # type: ignore[index, typeddict-item]


@given(talks(), st.integers(0, 2000))
def test_what_is_given_is_the_end_of_what_was_said(
    talk: list[LLMContextMessage], room: int
) -> None:
    given_messages = chosen(talk, room)
    exchanges = exchanges_in(talk)
    kept = [each["role"] for each in given_messages]  # type: ignore[index]
    if exchanges:
        newest = [each["role"] for each in exchanges[-1]]  # type: ignore[index]
        # The very first may be no system message for Pipecat, so its role is another.
        assert kept[len(kept) - len(newest) + 1 :] == newest[1:]


@given(talks(), st.integers(0, 2000))
def test_it_fits_unless_nothing_long_is_left(talk: list[LLMContextMessage], room: int) -> None:
    given_messages = chosen(talk, room)
    texts = [len(standard_message_text(each)) for each in given_messages]
    assert tokens_in(given_messages) <= room or max(texts, default=0) <= 80


@given(talks(), st.integers(0, 2000))
def test_the_newest_instructions_always_count(talk: list[LLMContextMessage], room: int) -> None:
    instructions = newest_instructions(talk)
    if instructions is not None:
        wanted = standard_message_text(instructions)[:40]
        assert any(standard_message_text(each).startswith(wanted) for each in chosen(talk, room))


def test_all_of_it_is_given_where_it_fits() -> None:
    talk = a_talk(12)
    assert chosen(talk, 10_000) == talk


def test_the_oldest_exchanges_are_left_out_whole() -> None:
    given_messages = chosen(a_talk(12), tokens_in(a_talk(12)[18:]))
    assert standard_message_text(given_messages[0]).startswith("user 10")
    assert len(given_messages) == 6


def test_what_a_summary_tells_is_not_told_again() -> None:
    talk = [*a_talk(4), summary_message(4, "They spoke of it four times."), *a_talk(2)]
    given_messages = chosen(talk, 10_000)
    assert len(given_messages) == 5
    assert "four times" in standard_message_text(given_messages[0])


def test_a_summary_at_the_beginning_is_no_system_message_which_pipecat_drops() -> None:
    summary = summary_message(1, "They spoke of it.")
    assert summarised(summary) == 1
    assert chosen([summary, *a_talk(1)], 10_000)[0]["role"] == "developer"  # type: ignore[index]


def test_a_caller_who_speaks_before_the_result_does_not_part_it_from_its_call() -> None:
    late = [message("user", "look"), called("a"), message("user", "well?"), result("a")]
    assert len(exchanges_in(late)) == 1


def test_a_call_that_was_never_answered_holds_nothing_together() -> None:
    talk = [message("user", "look"), called("a"), *a_talk(3)]
    assert len(exchanges_in(talk)) == 4


def test_a_result_that_is_too_long_by_itself_is_shortened() -> None:
    page = "beginning " + "x" * 40_000 + " end"
    talk = [message("user", "read it"), called("a"), result("a", page)]
    given_messages = chosen(talk, 500)
    text = standard_message_text(given_messages[-1])
    assert tokens_in(given_messages) <= 500
    assert text.startswith("beginning")
    assert text.endswith("end")


def test_instructions_outlive_the_exchanges_around_them() -> None:
    talk = [message("system", f"{INSTRUCTIONS}Rhyme."), *a_talk(30)]
    texts = [standard_message_text(each) for each in chosen(talk, tokens_in(a_talk(3)))]
    assert texts[0] == f"{INSTRUCTIONS}Rhyme."


def test_what_is_known_of_the_caller_is_always_given_and_never_summarised() -> None:
    known = message("developer", f"{KNOWN}- dog: Rex")
    said = [message(role, "word " * 40) for _ in range(20) for role in ("user", "assistant")]
    given_ = chosen([known, *said], 600)
    assert given_[0] is known
    assert len(given_) < 20
    plan = plan_summary([known, *said], 600, tokens_in)
    assert plan is not None
    assert known not in plan.older
    assert plan.older[0] is said[0]
