"""Words as vendors write them: with capitals and marks, and with a time for each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

_QUESTION = re.compile(
    r"(wh(at|o|ose|om|en|ere|ich|y)|how|is|are|was|were|am|do|does|did|can|could|will|would|"
    r"shall|should|may|have|has)\b"
)


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word and its place in the stream."""

    word: str
    start: float
    """Seconds from the stream's first sample."""
    end: float


def punctuated(words: str, *, whole: bool = True) -> str:
    """Write words as a sentence, as a transcript would.

    Args:
        words: Lower case, without marks.
        whole: Whether the sentence is over and gets its mark.
    """
    if not words:
        return ""
    written = " ".join("I" if word == "i" else word for word in words.split())
    mark = "?" if _QUESTION.match(words) else "."
    return written[0].upper() + written[1:] + (mark if whole else "")


def timed(text: str, start: float, end: float) -> tuple[TimedWord, ...]:
    """Spread words over a stretch of speech, longer ones for longer: an estimate.

    The ears behind the stand-ins tell no times.

    Args:
        text: The words, with or without marks.
        start: Where the stretch begins, in seconds.
        end: Where it ends, in seconds.
    """
    words = text.split()
    letters = sum(len(word) for word in words)
    if not letters:
        return ()
    return tuple(_placed(words, start, max(end - start, 0.0) / letters))


def _placed(words: Sequence[str], start: float, secs_per_letter: float) -> list[TimedWord]:
    placed = []
    for word in words:
        end = start + len(word) * secs_per_letter
        placed.append(TimedWord(word, round(start, 3), round(end, 3)))
        start = end
    return placed
