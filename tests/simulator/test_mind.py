from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.simulator.mind import BuiltInMind, Conversation, MindText, MindToolCall
from repartee.simulator.script import BadScriptError, load_script
from repartee.simulator.thinking import tokens
from tests.simulator.conftest import phrasebook


def _messages(*said: str) -> list[Any]:
    """User and assistant in turn."""
    roles = ("user", "assistant")
    return [{"role": roles[at % 2], "content": text} for at, text in enumerate(said)]


async def _answer(conversation: Conversation) -> MindText | MindToolCall:
    (piece,) = [piece async for piece in BuiltInMind(phrasebook()).answer(conversation)]
    return piece


async def _said(*said: str) -> str:
    piece = await _answer(Conversation(_messages(*said)))
    assert isinstance(piece, MindText)
    return piece.text


async def test_it_calls_what_is_offered_with_what_was_said() -> None:
    conversation = Conversation(
        _messages("Set a timer for ten minutes."), frozenset({"start_timer"})
    )
    piece = await _answer(conversation)
    assert isinstance(piece, MindToolCall)
    assert piece.name == "start_timer"
    assert piece.arguments


async def test_two_requests_are_called_one_after_the_other() -> None:
    tools = frozenset({"tell_time", "flip_coin"})
    messages = _messages("What time is it and flip a coin.")
    first = await _answer(Conversation(messages, tools))
    result: Any = {"role": "tool", "tool_call_id": "1", "content": '{"say": "It is noon."}'}
    second = await _answer(Conversation([*messages, result], tools))
    coin: Any = {"role": "tool", "tool_call_id": "2", "content": '{"say": "Heads."}'}
    last = await _answer(Conversation([*messages, result, coin], tools))
    assert isinstance(first, MindToolCall)
    assert isinstance(second, MindToolCall)
    assert (first.name, second.name) == ("tell_time", "flip_coin")
    assert last == MindText("It is noon. Heads.")


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        (("My name is Anna.", "Hi.", "What is my name?"), "Your name is anna."),
        (
            (
                "I left my keys in the kitchen.",
                "Noted.",
                "Tell me a joke.",
                "Ha.",
                "Where are my keys?",
            ),
            "Your keys are in the kitchen.",
        ),
        (("The sky is green.", "Is it?", "What did I just say?"), "You said: The sky is green."),
        (("Hello.", "Good day.", "What did you say?"), "I said: Good day."),
        (("Colourless green ideas.",), "You said: Colourless green ideas. That was turn 1."),
        (
            (
                "Hello.",
                "Hi.",
                "Furious sleep.",
            ),
            "You said: Furious sleep. That was turn 2.",
        ),
    ],
)
async def test_the_conversation_is_known(said: tuple[str, ...], answer: str) -> None:
    assert await _said(*said) == answer


async def test_the_newest_of_two_facts_counts() -> None:
    said = ("My name is Anna.", "Hi.", "My name is Bob.", "Hi.", "What is my name?")
    assert await _said(*said) == "Your name is bob."


async def test_what_the_conversation_does_not_tell_is_left_to_the_tool() -> None:
    conversation = Conversation(_messages("What is my name?"), frozenset({"recall_fact"}))
    assert isinstance(await _answer(conversation), MindToolCall)


async def test_nothing_said_is_greeted() -> None:
    assert (await _said()).startswith("Hello")


@given(st.lists(st.text(max_size=20), max_size=6))
def test_no_conversation_makes_it_stumble(said: list[str]) -> None:
    piece = BuiltInMind(phrasebook())._decide(Conversation(_messages(*said)))
    assert isinstance(piece, MindText)
    assert piece.text


@given(st.text())
def test_tokens_joined_are_the_text(text: str) -> None:
    assert "".join(tokens(text)) == text


def test_a_turn_is_counted_once_however_many_pieces_it_took() -> None:
    pieces: list[Any] = [
        {"role": "user", "content": "Hello"},
        {"role": "user", "content": "there."},
        {"role": "assistant", "content": None, "tool_calls": []},
        {"role": "assistant", "content": "Hi."},
        {"role": "user", "content": "Bye."},
    ]
    conversation = Conversation(pieces)
    assert conversation.said == ("Hello there.", "Bye.")
    assert conversation.turn == 2


async def test_a_script_says_what_it_says_and_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "script.yaml"
    path.write_text(
        json.dumps([{"weather|rain": "Turn {turn}: sunny. {heard} {x}"}, {"^hi": "Ho."}])
    )
    mind = load_script(path, BuiltInMind(phrasebook()))

    async def answer(*said: str) -> object:
        (piece,) = [piece async for piece in mind.answer(Conversation(_messages(*said)))]
        return piece

    assert await answer("Will it RAIN?") == MindText("Turn 1: sunny. Will it RAIN? {x}")
    assert await answer("Hi.") == MindText("Ho.")
    assert await answer("My name is Anna.", "Hi.", "What is my name?") == MindText(
        "Your name is anna."
    )


@pytest.mark.parametrize("text", ["{", "hello: world", "- 3", "- {a: [b]}", '- "(": "x"', "\0"])
def test_a_script_that_is_none_is_told_in_a_sentence(tmp_path: Path, text: str) -> None:
    path = tmp_path / "script.yaml"
    path.write_text(text)
    with pytest.raises(BadScriptError, match=r"script\.yaml"):
        load_script(path, BuiltInMind(phrasebook()))
