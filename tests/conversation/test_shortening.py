from __future__ import annotations

from pipecat.processors.aggregators.llm_context import LLMContext

from repartee.conversation.shortening import shorten

LONG = "It will be sunny today, with some wind in the evening."


def context(answer: str) -> LLMContext:
    return LLMContext(
        [
            {"role": "user", "content": "And today?"},
            {"role": "assistant", "content": answer},
            {"role": "user", "content": "Thanks."},
        ]
    )


def contents(of: LLMContext) -> list[object]:
    return [message["content"] for message in of.get_messages() if isinstance(message, dict)]


def test_only_what_was_heard_is_left() -> None:
    talk = context(LONG)
    assert shorten(talk, LONG, "It will be sunny ")
    assert contents(talk) == ["And today?", "It will be sunny", "Thanks."]


def test_an_answer_of_which_nothing_was_heard_is_gone() -> None:
    talk = context(LONG)
    assert shorten(talk, LONG, "")
    assert contents(talk) == ["And today?", "Thanks."]


def test_what_was_cut_already_grows_no_longer() -> None:
    talk = context("It will be")
    assert shorten(talk, LONG, "It will be sunny today,")
    assert contents(talk)[1] == "It will be"


def test_another_answer_is_left_alone() -> None:
    talk = context("Hello there.")
    assert not shorten(talk, LONG, "")
    assert contents(talk)[1] == "Hello there."
