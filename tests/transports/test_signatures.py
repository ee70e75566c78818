from __future__ import annotations

from typing import Any

import pytest

from repartee.transports.room.guest import Guest
from repartee.transports.room.signatures import signed, signed_message, with_speaker

ANN, BOB = Guest("guest-1", "Ann"), Guest("guest-2", "Bob")


def _nobody() -> Guest | None:
    return None


def _transcription(**data: object) -> dict[str, Any]:
    return {"type": "user-transcription", "data": data}


def test_what_is_typed_bears_the_name_of_who_typed_it() -> None:
    typed = {"type": "send-text", "id": "1", "data": {"content": "hello", "options": {}}}
    assert signed_message(ANN, typed) == {
        "type": "send-text",
        "id": "1",
        "data": {"content": "[Ann] hello", "options": {}},
    }


def test_nobody_types_in_anothers_name() -> None:
    typed = {"type": "send-text", "data": {"content": signed(BOB, "I agree")}}
    assert signed_message(ANN, typed)["data"]["content"] == "[Ann] [Bob] I agree"


@pytest.mark.parametrize(
    "message",
    [{"type": "client-ready", "data": {"content": "x"}}, {"type": "send-text", "data": "x"}],
)
def test_what_is_no_typed_text_is_not_signed(message: dict[str, Any]) -> None:
    assert signed_message(ANN, message) is message


def test_pages_see_words_without_the_name_and_whose_they_are() -> None:
    heard = with_speaker(_transcription(text="[Bob] good morning"), [ANN, BOB], lambda: ANN)
    assert heard["data"] == {"text": "good morning", "user_id": "guest-2"}


def test_words_that_nobody_signed_are_the_speakers() -> None:
    heard = with_speaker(_transcription(text="good morning"), [ANN, BOB], lambda: ANN)
    assert heard["data"] == {"text": "good morning", "user_id": "guest-1"}


def test_whose_words_they_are_is_not_guessed_where_it_is_said() -> None:
    said = _transcription(text="good morning", user_id="guest-7")
    assert with_speaker(said, [ANN, BOB], lambda: ANN) == said


def test_words_of_which_nobody_is_known_stay_as_they_are() -> None:
    said = _transcription(text="good morning")
    assert with_speaker(said, [], _nobody) == said


def test_the_agents_words_are_nobody_elses() -> None:
    spoken = {"type": "bot-transcription", "data": {"text": "[Bob] good morning"}}
    assert with_speaker(spoken, [ANN, BOB], lambda: ANN) is spoken
