from __future__ import annotations

from repartee.engines.phrasebook.politeness import Politeness
from repartee.engines.phrasebook.words import WordReader, said_of, text_of

READER = WordReader(
    contractions={"what's": "what is"},
    spellings={"colour": "color"},
    abbreviations={"km": "kilometers"},
)
POLITENESS = Politeness(["um"], ["please", "could you", "hey"], ["please", "for me"])


def test_short_forms_are_matched_in_full_and_kept_as_said() -> None:
    words = READER.read("What’s that?")

    assert text_of(words) == "what is that"
    assert said_of(words) == "what's that"


def test_other_spellings_are_brought_to_one() -> None:
    assert text_of(READER.read("COLOUR")) == "color"


def test_symbols_between_numbers_are_read_aloud() -> None:
    assert text_of(READER.read("15+3")) == "15 plus 3"
    assert text_of(READER.read("7 x 8")) == "7 times 8"
    assert text_of(READER.read("1,200 / 4")) == "1200 divided by 4"
    assert text_of(READER.read("5km")) == "5 kilometers"


def test_a_hyphen_is_a_minus_only_before_a_digit() -> None:
    assert text_of(READER.read("twenty-five")) == "twenty five"
    assert text_of(READER.read("10 -4")) == "10 minus 4"


def test_commas_are_kept_in_what_was_said() -> None:
    words = READER.read("milk, bread and eggs,")

    assert text_of(words) == "milk bread and eggs"
    assert said_of(words) == "milk, bread and eggs"


def _readings(text: str) -> list[str]:
    return [text_of(reading) for reading in POLITENESS.readings(READER.read(text))]


def test_the_barest_reading_comes_first_and_the_whole_one_last() -> None:
    assert _readings("um hey could you stop please") == [
        "stop",
        "could you stop",
        "hey could you stop",
        "stop please",
        "could you stop please",
        "hey could you stop please",
    ]


def test_politeness_alone_is_still_a_sentence() -> None:
    assert "hey" in _readings("hey")
    assert _readings("um") == ["um"]
    assert _readings("") == []
