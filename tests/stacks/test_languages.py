from __future__ import annotations

import pytest

from repartee.services.provider import VoiceChoice
from repartee.stacks.languages import knows, speaks, voice_for

ANNA = VoiceChoice("anna", "Anna", "en-US")
JAN = VoiceChoice("jan", "Jan", "de")
ANYONE = VoiceChoice("anyone", "Anyone")


class English:
    languages = ("en",)


@pytest.mark.parametrize("language", ["", "auto", "en", "en-GB", "EN"])
def test_a_part_of_one_language_knows_it_in_every_region(language: str) -> None:
    assert knows(English(), language)


def test_a_part_of_one_language_knows_no_other() -> None:
    assert not knows(English(), "de")


def test_of_a_part_that_does_not_tell_only_its_vendor_can_say() -> None:
    assert knows(object(), "de")


@pytest.mark.parametrize(
    ("voice", "language", "can"),
    [(ANNA, "en-GB", True), (ANNA, "de", False), (ANNA, "", True), (ANYONE, "zh", True)],
)
def test_a_voice_speaks_its_language(voice: VoiceChoice, language: str, *, can: bool) -> None:
    assert speaks(voice, language) is can


@pytest.mark.parametrize(
    ("wanted", "language", "chosen"),
    [
        ("", "", ""),
        ("jan", "", "jan"),
        ("jan", "de-AT", "jan"),
        ("anna", "de", "jan"),
        ("", "de", "jan"),
        ("jan", "en", ""),
        ("jan", "fr", "jan"),
        ("nobody", "fr", ""),
        ("nobody", "en", ""),
    ],
)
def test_a_voice_of_another_language_gives_way(wanted: str, language: str, chosen: str) -> None:
    assert voice_for([ANNA, JAN], wanted, language) == chosen
