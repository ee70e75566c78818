from __future__ import annotations

import json

import pytest

from repartee.caller.rtvi import Message
from repartee.caller.transcript import Caption, Speaker, Transcript
from repartee.caller.wires.pcm16 import Pcm16Events

FOREVER = 1e9


@pytest.fixture
def transcript() -> Transcript:
    return Transcript()


def output(segment: int, text: str, status: str, spoken: str = "", **more: object) -> Message:
    progress = {"accumulated_text": spoken, "remaining_text": ""}
    data = {"segment_id": segment, "text": text, "spoken_status": status, **more}
    return Message("bot-output", {**data, "spoken_progress": progress})


def heard(text: str, *, final: bool = True) -> Message:
    return Message("user-transcription", {"text": text, "final": final})


def test_final_words_are_what_was_heard_and_guesses_are_not(transcript: Transcript) -> None:
    guess = transcript.take(heard("what", final=False), 1)
    transcript.take(heard("what time"), 2)
    transcript.take(heard("is it"), 3)

    assert guess == Caption(1, Speaker.CALLER, "what", final=False)
    assert transcript.heard(0, FOREVER) == "what time is it"


def test_words_belong_to_the_time_they_came_in(transcript: Transcript) -> None:
    transcript.take(heard("first"), 1)
    transcript.take(heard("second"), 5)

    assert transcript.heard(0, 5) == "first"
    assert transcript.heard(5, FOREVER) == "second"


def test_a_sentence_is_captioned_once_and_told_when_it_was_spoken(transcript: Transcript) -> None:
    shown = [
        transcript.take(output(1, "One two.", "new"), 1),
        transcript.take(output(1, "One two.", "in-progress", "One"), 2),
        transcript.take(output(1, "One two.", "completed"), 3),
        transcript.take(output(2, "Three.", "completed"), 4),
    ]

    assert [c.text if c else None for c in shown] == ["One two.", None, None, "Three."]
    assert transcript.answer(0, FOREVER) == "One two. Three."


def test_a_sentence_of_which_only_the_spoken_words_are_told_is_captioned_as_it_grows(
    transcript: Transcript,
) -> None:
    pcm16 = Pcm16Events()

    def grown(text: str, *, final: bool = False) -> Message:
        event = {"type": "transcription", "role": "assistant", "segment": "assistant-1"}
        (message,) = pcm16.read(json.dumps({**event, "text": text, "final": final}))
        assert isinstance(message, Message)
        return message

    shown = [transcript.take(grown("One"), 1), transcript.take(grown("One two"), 2)]
    shown.append(transcript.take(grown("One two three.", final=True), 3))
    assert [(c.text, c.final) for c in shown if c] == [
        ("One", False),
        ("One two", False),
        ("One two three.", True),
    ]
    assert transcript.answer(0, FOREVER) == "One two three."


def test_an_answer_that_was_cut_off_holds_what_was_spoken(transcript: Transcript) -> None:
    transcript.take(output(1, "One.", "completed"), 1)
    transcript.take(output(2, "Two three.", "in-progress", "Two"), 2)
    transcript.take(output(3, "Four.", "new"), 2)

    assert transcript.answer(0, FOREVER) == "One. Two"


def test_an_agent_that_tells_no_progress_is_taken_at_its_word(transcript: Transcript) -> None:
    transcript.take(output(1, "One.", "new"), 1)

    assert transcript.answer(0, FOREVER) == "One."


def test_what_is_shown_and_not_spoken_is_no_answer(transcript: Transcript) -> None:
    assert transcript.take(output(1, "```code```", "new", will_be_spoken=False), 1) is None
    assert transcript.answer(0, FOREVER) == ""


def test_older_agents_tell_sentences_or_only_words(transcript: Transcript) -> None:
    transcript.take(Message("bot-tts-text", {"text": "Hello"}), 1)
    transcript.take(Message("bot-tts-text", {"text": "you."}), 1)
    assert transcript.answer(0, FOREVER) == "Hello you."

    caption = transcript.take(Message("bot-transcription", {"text": "Hello you."}), 1)
    assert caption == Caption(1, Speaker.AGENT, "Hello you.")
    assert transcript.answer(0, FOREVER) == "Hello you."


def test_the_fullest_account_counts_alone(transcript: Transcript) -> None:
    transcript.take(output(1, "Hello.", "completed"), 1)

    assert transcript.take(Message("bot-transcription", {"text": "Hello."}), 1) is None
    assert transcript.answer(0, FOREVER) == "Hello."


def test_other_messages_say_nothing(transcript: Transcript) -> None:
    assert transcript.take(Message("metrics", {}), 1) is None
