from __future__ import annotations

import json
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pipecat.processors.aggregators import async_tool_messages
from pipecat.processors.aggregators.llm_context import LLMContextMessage, LLMSpecificMessage

from repartee.services.brains.intent_plan import (
    Decision,
    Greet,
    NotUnderstood,
    RunTool,
    Speak,
    Understand,
    Wait,
    decide,
    understand_turn,
)
from repartee.services.brains.spoken_result import spoken_result
from tests.services.brains.scripted_parser import ScriptedParser, reply, tool

TIME = tool("tell_time")
COIN = tool("flip_coin")
HELLO = reply("Hello!", "Hi!")
MEANINGS = {
    "what time is it": TIME,
    "flip a coin": COIN,
    "hello": HELLO,
    "add milk": tool("add_to_list", item="milk"),
    "add milk and eggs": tool("add_to_list", item="milk and eggs"),
    "set a timer for five minutes": tool("start_timer", amount=5, unit="minutes"),
    "and in tokyo": tool("tell_time", city="tokyo"),
}


@pytest.fixture
def understand() -> Understand:
    return ScriptedParser(MEANINGS).understand


def user(text: str) -> LLMContextMessage:
    return {"role": "user", "content": text}


def agent(text: str) -> LLMContextMessage:
    return {"role": "assistant", "content": text}


def called(name: str, result: object, **arguments: str) -> list[LLMContextMessage]:
    """A call and its result as Pipecat's assistant aggregator writes them."""
    content = result if isinstance(result, str) else json.dumps(result)
    return [
        {
            "role": "assistant",
            "tool_calls": [
                {
                    "id": name,
                    "type": "function",
                    "function": {"name": name, "arguments": json.dumps(arguments)},
                }
            ],
        },
        {"role": "tool", "content": content, "tool_call_id": name},
    ]


GREET: LLMContextMessage = {"role": "developer", "content": "Greet the user."}


@pytest.mark.parametrize("messages", [[], [GREET], [{"role": "system", "content": "Be kind."}]])
def test_before_anyone_spoke_the_caller_is_greeted(
    messages: list[LLMContextMessage], understand: Understand
) -> None:
    assert decide(messages, understand) == Greet()


def test_an_answered_turn_is_left_alone(understand: Understand) -> None:
    assert decide([user("hello"), agent("Hi!")], understand) == Wait()
    assert decide([agent("Welcome!"), GREET], understand) == Wait()


def test_a_request_runs_its_tool_and_speaks_its_result(understand: Understand) -> None:
    turn = [user("hello"), agent("Hi!"), user("what time is it")]
    assert decide(turn, understand) == RunTool(TIME)
    turn += called("tell_time", {"say": "It's noon."})
    assert decide(turn, understand) == Speak(("It's noon.",))


def test_a_tool_still_at_work_is_waited_for(understand: Understand) -> None:
    turn = [user("what time is it"), *called("tell_time", "IN_PROGRESS")]
    assert decide(turn, understand) == Wait()


def test_two_requests_run_in_order_and_are_answered_together(understand: Understand) -> None:
    turn = [user("hello and what time is it and then flip a coin")]
    assert decide(turn, understand) == RunTool(TIME)
    turn += called("tell_time", {"say": "It's noon."})
    assert decide(turn, understand) == RunTool(COIN)
    turn += called("flip_coin", {"say": "Heads."})
    assert decide(turn, understand) == Speak((HELLO.replies, "It's noon.", "Heads."))


def test_an_interrupted_call_does_not_answer_the_next_turn(understand: Understand) -> None:
    turn = [user("flip a coin"), *called("flip_coin", "CANCELLED"), user("what time is it")]
    assert decide(turn, understand) == RunTool(TIME)


def test_a_result_of_another_brains_call_is_spoken(understand: Understand) -> None:
    turn = [user("please divine the future"), *called("divine", {"say": "It is bright."})]
    assert decide(turn, understand) == Speak(("It is bright.",))


@pytest.mark.parametrize("heard", ["blah", "what time is it and blah", "add milk and"])
def test_what_is_not_understood_as_a_whole_is_not_guessed(
    heard: str, understand: Understand
) -> None:
    assert decide([user(heard)], understand) == NotUnderstood(heard)


def test_a_result_that_came_late_is_spoken(understand: Understand) -> None:
    late = async_tool_messages.build_final_result_message("1", '{"text": "It rains.", "ok": true}')
    talk = [user("flip a coin"), *called("flip_coin", {"say": "Heads."}), agent("Heads."), late]
    assert decide(talk, understand) == Speak(("It rains.",))


def test_silence_is_not_understood_either(understand: Understand) -> None:
    assert decide([user(" ")], understand) == NotUnderstood("")


@pytest.mark.parametrize(
    ("fragments", "understood"),
    [
        (["set a timer", "for five minutes"], ["start_timer"]),
        (["set a", "", "timer for", "five minutes"], ["start_timer"]),
        (["blah blah", "flip a coin"], ["flip_coin"]),
        (["flip a coin", "what time is it and flip a coin"], ["tell_time", "flip_coin"]),
        (["what time is it? Flip a coin."], ["tell_time", "flip_coin"]),
        (["Flip a coin, what time is it"], ["flip_coin", "tell_time"]),
        (["add milk and eggs and flip a coin"], ["add_to_list", "flip_coin"]),
        (["what time is it and in tokyo"], None),
        (["and in tokyo"], ["tell_time"]),
    ],
)
def test_fragments_and_joined_requests_are_understood(
    fragments: list[str], understood: list[str] | None, understand: Understand
) -> None:
    requests = understand_turn(fragments, understand)
    assert (requests and [request.tool for request in requests]) == understood


def test_the_first_request_is_as_long_as_possible(understand: Understand) -> None:
    requests = understand_turn(["add milk and eggs and flip a coin"], understand)
    assert requests is not None
    assert requests[0].arguments == {"item": "milk and eggs"}


@given(st.lists(st.sampled_from(["and", "then", "blah", "hello", ",", "."]), max_size=60))
def test_any_babble_is_decided_with_little_parsing(words: list[str]) -> None:
    parser = ScriptedParser(MEANINGS)
    decision: Decision = decide([user(" ".join(words))], cache(parser.understand))
    assert isinstance(decision, NotUnderstood | Speak)
    assert len(parser.asked) <= 15


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"say": "Done."}', "Done."),
        ("CANCELLED", "Sorry, that took too long, so I stopped."),
        ('"The function `x` is not currently available."', "Sorry, that didn't work."),
        ("COMPLETED", "Sorry, that didn't work."),
        ('{"value": 3}', "Sorry, that didn't work."),
        ('{"say": 3}', "Sorry, that didn't work."),
        ('{"text": "## Rome\\n\\n* 20 degrees", "ok": true}', "Rome. 20 degrees."),
        ('{"ok": true, "data": [1]}', "That is done."),
        ('{"ok": false, "data": [1]}', "Sorry, that didn't work."),
        ("{not json", "Sorry, that didn't work."),
    ],
)
def test_whatever_a_tool_brings_back_can_be_said(content: str, said: str) -> None:
    assert spoken_result(content).startswith(said)


def test_a_message_of_another_service_is_passed_over(understand: Understand) -> None:
    thought = LLMSpecificMessage(llm="anthropic", message={"role": "assistant", "content": "hm"})
    assert decide([user("flip a coin"), thought], understand) == RunTool(COIN)
