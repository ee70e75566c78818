from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from repartee.history.redaction.numerals import Numerals

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
# What people say, and ears write, between two groups of one number.
_BETWEEN = re.compile(
    r"[\s.,;/()\-\u2010-\u2015_+]*"
    r"(?:\b(?:uh|um|uhm|er|erm|and|then|dash|hyphen|minus|space|und|et|y|e|en)\b[\s.,;/()\-…]*)*",
    re.IGNORECASE,
)
_WITHIN_WORDS = re.compile(r"[\s\-\u2010-\u2015'’]+")
_LONGEST_GAP = 24
_MOST_WORDS = 8
"""Of one number: the French `quatre-vingt-dix-neuf` has four."""


@dataclass(frozen=True)
class Group:
    """Digits that stand together in a text, written or in words."""

    begin: int
    end: int
    digits: str
    spoken: bool


@dataclass(frozen=True)
class Span:
    """A part of a text, from one character up to another."""

    begin: int
    end: int


def groups(text: str, numerals: Numerals) -> Iterator[Group]:
    """Find all digits of a text.

    Args:
        text: As ears, callers or tools wrote it.
        numerals: Knows the words.
    """
    tokens = list(_TOKEN.finditer(text))
    index = 0
    while index < len(tokens):
        first = tokens[index]
        if first[0].isdecimal():
            yield Group(*first.span(), "".join(str(int(each)) for each in first[0]), spoken=False)
            index += 1
        elif found := numerals.read(_words_from(text, tokens, index)):
            count, digits = found
            yield Group(first.start(), tokens[index + count - 1].end(), digits, spoken=True)
            index += count
        else:
            index += 1


def runs(text: str, found: Sequence[Group]) -> Iterator[list[Group]]:
    """Put together what may be one number.

    Args:
        text: The text.
        found: Its groups, in order.
    """
    run: list[Group] = []
    for group in found:
        if run and not _is_one_number(text[run[-1].end : group.begin]):
            yield run
            run = []
        run.append(group)
    if run:
        yield run


def _words_from(text: str, tokens: list[re.Match[str]], index: int) -> list[str]:
    """The words that may be one number's: nothing but a space or a hyphen is between them."""
    words = [tokens[index][0]]
    for before, after in pairwise(tokens[index : index + _MOST_WORDS]):
        if not _WITHIN_WORDS.fullmatch(text, before.end(), after.start()):
            break
        words.append(after[0])
    return words


def _is_one_number(gap: str) -> bool:
    return len(gap) <= _LONGEST_GAP and _BETWEEN.fullmatch(gap) is not None
