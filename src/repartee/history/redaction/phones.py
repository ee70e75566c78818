from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from phonenumbers import Leniency, PhoneNumberMatcher

from repartee.history.redaction.dictated import Group, Span

_FEWEST_DIGITS, _MOST_DIGITS = 7, 15
"""Of a telephone number, E.164."""
_FEWEST_DICTATED = 5
"""Groups of a number that is said digit by digit; years are said in fewer."""
_AROUND = 8
"""Characters: a bracket and a plus in front of a number, a letter or a decimal point behind it."""
_PLUS = re.compile(r"\bplus\s+\Z", re.IGNORECASE)
# A North American number without its area code is too short to be valid anywhere.
_LOCAL = re.compile(r"(?<![\w-])\d{3}[-.\u2010-\u2015 ]\d{4}(?![\w-])")


@dataclass(frozen=True)
class Transcribed:
    """A text with its spoken digits written, and the way back to it."""

    text: str
    begins: Sequence[int]
    """Where each character of it comes from."""
    ends: Sequence[int]


def phone_spans(text: str, runs: Sequence[Sequence[Group]], regions: Sequence[str]) -> list[Span]:
    """Find telephone numbers, written or said.

    Args:
        text: As ears, callers or tools wrote it.
        runs: Its digits: groups that may be one number.
        regions: Countries whose numbers are known without a country code, `US` say.
    """
    found = []
    for run in runs:
        if sum(len(each.digits) for each in run) >= _FEWEST_DIGITS:
            found += _dictated(run)
            written = _transcribe(text, run)
            found += [
                Span(written.begins[begin], written.ends[end - 1])
                for begin, end in _matches(written.text, regions)
            ]
    return found


def _matches(text: str, regions: Sequence[str]) -> Iterator[tuple[int, int]]:
    for match in _LOCAL.finditer(text):
        yield match.span()
    for region in regions or (None,):
        for number in PhoneNumberMatcher(text, region, Leniency.VALID, max_tries=sys.maxsize):
            yield number.start, number.end


def _dictated(run: Sequence[Group]) -> list[Span]:
    """The whole of a run that was said digit by digit, as only people's numbers are."""
    digits = sum(len(each.digits) for each in run)
    if (
        all(each.spoken for each in run)
        and len(run) >= _FEWEST_DICTATED
        and _FEWEST_DIGITS <= digits <= _MOST_DIGITS
        and not _counts(run)
    ):
        return [Span(run[0].begin, run[-1].end)]
    return []


def _counts(run: Sequence[Group]) -> bool:
    values = [int(each.digits) for each in run]
    steps = {after - before for before, after in pairwise(values)}
    return len(steps) == 1 and steps <= {1, -1, 2, 5, 10}


def _transcribe(text: str, run: Sequence[Group]) -> Transcribed:
    """Write a run in digits, with what is around it: the library looks at that, too."""
    begin = max(0, run[0].begin - _AROUND)
    plus = _PLUS.search(text, begin, run[0].begin) if run[0].spoken else None
    pieces = _as_it_is(text, begin, plus.start() if plus else run[0].begin)
    if plus:
        pieces.append(("+", plus.start(), run[0].begin))
    for before, group in zip((None, *run), run, strict=False):
        if before and not (before.spoken or group.spoken):
            pieces += _as_it_is(text, before.end, group.begin)
        pieces += [(digit, group.begin, group.end) for digit in group.digits]
    pieces += _as_it_is(text, run[-1].end, run[-1].end + _AROUND)
    return Transcribed(
        "".join(piece for piece, _, _ in pieces),
        [begin for _, begin, _ in pieces],
        [end for _, _, end in pieces],
    )


def _as_it_is(text: str, begin: int, end: int) -> list[tuple[str, int, int]]:
    return [(each, begin + index, begin + index + 1) for index, each in enumerate(text[begin:end])]
