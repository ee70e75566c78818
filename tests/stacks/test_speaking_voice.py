"""Which voice a conversation is said to be held with is the one that it is held with."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import get_args

import pytest

from repartee.conversation.parts import Choices
from repartee.conversation.persona import Persona
from repartee.services.provider import VoiceChoice
from repartee.settings import VoiceName
from repartee.stacks.stack import speaking_voice
from tests.stacks.test_composed import stack_of
from tests.support.scripted_stack import ScriptedStack

NEEDS_A_MODEL = {"kokoro"}
ALL = [name for name in get_args(VoiceName) if name not in NEEDS_A_MODEL]


class House(ScriptedStack):
    """Two voices, and a persona with one of its own."""

    own_voice = ""

    voices = (VoiceChoice("anna", "Anna", "en-US"), VoiceChoice("jan", "Jan", "de"))

    def persona(self, choices: Choices) -> Persona:
        return replace(super().persona(choices), voice=self.own_voice)


@pytest.mark.parametrize(
    ("own_voice", "choices", "speaks"),
    [
        ("", Choices(), "anna"),
        ("", Choices(voice="jan"), "jan"),
        ("", Choices(voice="nobody"), "anna"),
        ("jan", Choices(), "jan"),
        ("jan", Choices(voice="anna"), "anna"),
        ("nobody", Choices(), "anna"),
        ("", Choices(language="en"), "anna"),
        ("", Choices(language="de"), "jan"),
        ("", Choices(voice="anna", language="de"), "jan"),
        ("anna", Choices(language="fr"), "anna"),
        ("", Choices(language="fr"), ""),
    ],
)
def test_it_is_what_was_chosen_or_the_personas_or_the_default_one(
    own_voice: str, choices: Choices, speaks: str
) -> None:
    house = House()
    house.own_voice = own_voice
    assert speaking_voice(house, choices) == speaks


@pytest.mark.parametrize("provider", ALL)
async def test_it_is_the_voice_of_the_service_that_is_made(tmp_path: Path, provider: str) -> None:
    stack = stack_of(tmp_path, tts_provider=provider)
    service = stack._voices.first.voice()
    assert speaking_voice(stack, Choices()) == (service._settings.voice or "")
