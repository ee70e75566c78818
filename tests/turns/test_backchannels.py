"""Which words say no more than that one listens."""

from __future__ import annotations

import pytest

from repartee.turns.backchannels import is_backchannel, words_of


@pytest.mark.parametrize(
    "text",
    [
        "Uh-huh.",
        "mhm",
        "Yeah, yeah.",
        "Okay, I see.",
        "Ja, genau!",
        "Ach so, alles klar.",
        "Sí, ya.",
    ],
)
def test_signs_of_listening_are_known_in_three_languages(text: str) -> None:
    assert is_backchannel(words_of(text))


@pytest.mark.parametrize(
    "text",
    [
        "No.",
        "Stop",
        "Yeah, but wait",
        "Nein",
        "Moment mal",
        "Ja, aber",
        "Para",
        "okay stop",
        "turn right",
    ],
)
def test_words_of_ones_own_are_none(text: str) -> None:
    assert not is_backchannel(words_of(text))


def test_a_phrase_that_has_only_begun_is_one_as_long_as_more_may_come() -> None:
    assert is_backchannel(words_of("Okay, I"), goes_on=True)
    assert not is_backchannel(words_of("Okay, I"))
    assert not is_backchannel(words_of("I want"), goes_on=True)


def test_the_speakers_name_in_company_is_no_word_of_theirs() -> None:
    assert words_of("[Anna Lena] mhm") == ("mhm",)
    assert words_of("[laughs]") == ("laughs",)
