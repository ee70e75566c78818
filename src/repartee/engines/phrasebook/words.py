"""A sentence as the templates see it, with the words really said kept beside."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from repartee.engines.phrasebook.numerals import parse_digits

_TOKENS = re.compile(
    r"(\d+(?:,\d{3})*(?:\.\d+)?|\.\d+|[^\W\d_]+(?:'[^\W\d_]+)*|[-+*/×÷^%°&])\s*(,?)"
)
_SYMBOLS = {
    "+": "plus",
    "*": "times",
    "×": "times",
    "÷": "divided by",
    "/": "divided by",
    "^": "to the power of",
    "%": "percent",
    "°": "degrees",
    "&": "and",
}


@dataclass(frozen=True, slots=True)
class Word:
    """One word of a sentence."""

    text: str
    """What templates are matched against: full forms, one spelling."""

    said: str
    """What was said or typed, lower case, with the comma after it; empty for the later words of a
    short form."""


class WordReader:
    """Reads what was typed or recognised into words.

    Args:
        contractions: Short forms and their full forms ("what's", "what is").
        spellings: Other spellings and the one that templates use ("colour", "color").
        abbreviations: Typed forms and spoken ones ("km", "kilometers").
    """

    def __init__(
        self,
        contractions: Mapping[str, str],
        spellings: Mapping[str, str],
        abbreviations: Mapping[str, str],
    ) -> None:
        self._spellings = spellings
        self._full_forms = {**contractions, **abbreviations}

    def read(self, text: str) -> tuple[Word, ...]:
        """The sentence's words, without punctuation."""
        found = _TOKENS.findall(text.lower().replace("’", "'"))
        spelled = [self._spellings.get(token, token) for token, _ in found]
        return tuple(self._expand(spelled, [comma for _, comma in found]))

    def _expand(self, tokens: Sequence[str], commas: Sequence[str]) -> Iterator[Word]:
        for index, (token, comma) in enumerate(zip(tokens, commas, strict=True)):
            for position, part in enumerate(self._spoken(tokens, index).split()):
                yield Word(part, f"{token}{comma}" if position == 0 else "")

    def _spoken(self, tokens: Sequence[str], index: int) -> str:
        written = tokens[index]
        if written[0] in "0123456789.":
            return str(parse_digits(written))
        if written in "-x":
            return _dash(tokens, index) if written == "-" else _cross(tokens, index)
        return _SYMBOLS.get(written) or self._full_forms.get(written, written)


def _dash(tokens: Sequence[str], index: int) -> str:
    """A minus before a number; nothing inside "twenty-five"."""
    has_number_next = index + 1 < len(tokens) and tokens[index + 1][0].isdigit()
    return "minus" if has_number_next else ""


def _cross(tokens: Sequence[str], index: int) -> str:
    """The sign in "7 x 8", else the letter."""
    return "times" if _between_numbers(tokens, index) else "x"


def _between_numbers(tokens: Sequence[str], index: int) -> bool:
    around = (*tokens[max(index - 1, 0) : index], *tokens[index + 1 : index + 2])
    return len(around) == 2 and all(token[0].isdigit() for token in around)


def said_of(words: Iterable[Word]) -> str:
    """The words as they were said, commas between them kept."""
    return " ".join(word.said for word in words if word.said).rstrip(",")


def text_of(words: Iterable[Word]) -> str:
    """The words as templates see them."""
    return " ".join(word.text for word in words)
