from __future__ import annotations

import pytest
from pipecat.processors.aggregators.llm_context import LLMContextMessage

from repartee.services.brains.asked import RepeatedCall, asked_call
from repartee.services.brains.intent_plan import NotUnderstood, RunTool, Speak, Wait, decide
from tests.services.brains.scripted_parser import ScriptedParser, reply, tool
from tests.services.brains.test_intent_plan import agent, called, user

QUESTION = "Delete taxes? Please say yes or no."
UNDERSTAND = ScriptedParser(
    {"delete taxes": tool("delete_file", file="taxes"), "yes": reply("Great!")}
).understand


def asked() -> list[LLMContextMessage]:
    put = {"say": "", "ok": False, "asked": QUESTION}
    return [user("delete taxes"), *called("delete_file", put, file="taxes"), agent(QUESTION)]


@pytest.mark.parametrize("words", ["Yes.", "yeah, go ahead", "No.", "don't do it", "[Sam] yes"])
def test_a_yes_or_no_makes_the_call_again_and_consent_decides(words: str) -> None:
    assert asked_call(asked(), words) == RepeatedCall("delete_file", {"file": "taxes"})


def test_the_turn_goes_on_with_what_came_of_it() -> None:
    talk = [*asked(), user("yes")]
    assert decide(talk, UNDERSTAND) == RunTool(RepeatedCall("delete_file", {"file": "taxes"}))
    talk += called("delete_file", {"say": "It is gone.", "ok": True})
    assert decide(talk, UNDERSTAND) == Speak(("It is gone.",))
    talk += [agent("It is gone."), user("yes")]
    assert decide(talk, UNDERSTAND) == Speak((("Great!",),))


def test_another_answer_is_taken_for_what_it_says() -> None:
    assert decide([*asked(), user("yes but keep a copy")], UNDERSTAND) == NotUnderstood(
        "yes but keep a copy"
    )
    assert decide([*asked(), user("delete taxes")], UNDERSTAND) == RunTool(
        tool("delete_file", file="taxes")
    )


def test_a_question_that_was_not_spoken_yet_is_not_agreed_to() -> None:
    assert asked_call(asked()[:-1], "yes") is None


def test_a_question_of_an_earlier_turn_is_not_agreed_to() -> None:
    assert asked_call([*asked(), user("what time is it"), agent("Noon.")], "yes") is None


def test_a_yes_to_any_other_result_repeats_nothing() -> None:
    done = [
        user("delete taxes"),
        *called("delete_file", {"say": "Shall I go on?"}),
        agent("Shall I go on?"),
    ]
    assert asked_call(done, "yes") is None


def test_while_the_question_is_on_its_way_nothing_else_is_said() -> None:
    assert decide(asked()[:-1], UNDERSTAND) == Wait()


def test_a_tool_that_is_missing_is_told_of_not_called() -> None:
    parser = ScriptedParser({"delete taxes": tool("delete_file", file="taxes")})
    match decide([user("delete taxes")], parser.understand, tools=frozenset()):
        case Speak(((str(first), *_),)):
            assert "can't do that" in first
        case decision:
            pytest.fail(f"it decided {decision}")
