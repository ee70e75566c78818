"""What was said in one turn, in pieces that can be read while they are spoken."""

from __future__ import annotations

import re
import textwrap
from dataclasses import dataclass

from repartee.conversation.events import Span

# Two lines of 42 characters: what subtitlers show at once (BBC and Netflix style guides).
_MOST_CHARACTERS = 84
_SENTENCE_END = re.compile(r"(?<=[.!?…。！？])\s+")  # noqa: RUF001 - Chinese ends sentences, too


@dataclass(frozen=True)
class Caption:
    """One piece, and when it is spoken."""

    text: str
    span: Span


def captions(text: str, span: Span) -> list[Caption]:
    """Cut a turn where its sentences end, and long sentences between words.

    Args:
        text: One line.
        span: When it was spoken; a piece has its share of it by its length.

    Returns:
        The pieces, in order, without a gap. Whole sentences that are short stay together.
    """
    pieces = _pieces(text)
    secs_a_character = (span.end - span.begin) / max(1, sum(map(len, pieces)))
    begin, found = span.begin, list[Caption]()
    for piece in pieces:
        end = begin + len(piece) * secs_a_character
        found.append(Caption(piece, Span(begin=begin, end=end)))
        begin = end
    return found


def _pieces(text: str) -> list[str]:
    pieces = [""]
    for sentence in _SENTENCE_END.split(text):
        together = f"{pieces[-1]} {sentence}".strip()
        if len(together) <= _MOST_CHARACTERS:
            pieces[-1] = together
        else:
            pieces += textwrap.wrap(sentence, _MOST_CHARACTERS, break_on_hyphens=False)
    return [piece for piece in pieces if piece]
