"""What becomes other parts when a conversation goes on otherwise, and what cannot."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from pipecat.frames.frames import Frame

from repartee.conversation.parts import Choices, NoSuchPartError
from repartee.services.failover.change import ChainChangeFrame
from repartee.services.provider import VoiceChoice
from repartee.stacks.composed import ComposedStack
from tests.stacks.test_composed import stack_of

BEFORE = Choices()
ENGLISH = {"stack": "built-in", "tts_provider": "openai"}


def parts_in(frames: list[Frame]) -> list[str]:
    return [str(each.part) for each in frames if isinstance(each, ChainChangeFrame)]


def change(stack: ComposedStack, **wanted: str) -> list[Frame]:
    return stack.change(BEFORE, replace(BEFORE, **wanted))  # type: ignore[arg-type]


def test_another_language_takes_other_ears_another_prompt_and_another_voice(tmp_path: Path) -> None:
    frames = change(stack_of(tmp_path, stack="cloud"), language="de")
    assert parts_in(frames) == ["ears", "brain", "voice"]


@pytest.mark.parametrize(
    ("wanted", "parts"),
    [
        ({}, []),
        ({"brain": "groq"}, ["brain"]),
        ({"manner": "like a pirate"}, ["brain"]),
        ({"voice": "another"}, ["voice"]),
    ],
)
def test_what_does_not_change_stays(
    tmp_path: Path, wanted: dict[str, str], parts: list[str]
) -> None:
    stack = stack_of(tmp_path, stack="cloud", llm_choices=["groq"])
    assert [each for each in parts_in(change(stack, **wanted)) if each in parts] == parts
    assert len(change(stack, **wanted)) == len(parts)


@pytest.mark.parametrize(
    ("chosen", "says"),
    [
        ({"stack": "built-in"}, "PocketSphinx .* does not know the language de"),
        ({"stack": "cloud", "llm_provider": "built-in"}, "intents .* does not know the language"),
    ],
)
def test_parts_that_know_english_alone_say_so(
    tmp_path: Path, chosen: dict[str, str], says: str
) -> None:
    with pytest.raises(NoSuchPartError, match=says):
        change(stack_of(tmp_path, **chosen), language="de")


def test_a_voice_that_speaks_another_language_alone_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = stack_of(tmp_path, stack="cloud")
    only_english = (VoiceChoice("anna", "Anna", "en-US"),)
    monkeypatch.setattr(type(stack._voices.first), "voices", only_english)
    with pytest.raises(NoSuchPartError, match="TTS_PROVIDER"):
        change(stack, language="de")


def test_a_voice_of_another_language_is_refused_with_those_that_speak_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stack = stack_of(tmp_path, stack="cloud")
    two = (VoiceChoice("anna", "Anna", "en-US"), VoiceChoice("jan", "Jan", "de"))
    monkeypatch.setattr(type(stack._voices.first), "voices", two)
    with pytest.raises(NoSuchPartError, match=r"Anna does not speak .* one of: jan"):
        change(stack, language="de", voice="anna")


def test_english_of_any_region_is_english_to_them(tmp_path: Path) -> None:
    assert parts_in(change(stack_of(tmp_path, **ENGLISH), language="en-GB"))


def test_a_fallback_that_does_not_hear_the_language_is_left_out(tmp_path: Path) -> None:
    stack = stack_of(tmp_path, stack="cloud", stt_fallbacks=["built-in"])
    chain = stack._line_up.hearers(Choices(language="de"))
    assert "built-in" not in [each.id for each in chain.candidates]
    assert "built-in" in [each.id for each in stack._line_up.hearers(BEFORE).candidates]
