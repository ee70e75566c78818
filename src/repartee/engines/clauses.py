from __future__ import annotations

import re

# A mark that ends a sentence or a clause, what closes after it, and white space; or marks of
# languages that write none.
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*\s+|[。！？]+\s*")  # noqa: RUF001
_CLAUSE_END = re.compile(r"[,;:–—]+[\"'”’)\]]*\s+|[、，；：]+\s*")  # noqa: RUF001
_WORD_END = re.compile(r"\s+")

# Each piece may be twice as long as the one before: at half real time, which is what Kokoro takes
# on two cores, it is then ready when the one before has been heard.
_GROWTH = 2
_LONGEST = 200
# Shorter clauses ("Well, …") would be over before the next one is made, and sound clipped.
_SHORTEST = 8


def split_for_speaking(text: str, first: int) -> list[str]:
    """Cut a text into pieces that are synthesised one after the other.

    The first is short, so that it is heard early, and the others ever longer, so that the melody
    of whole sentences is kept where there is time for it. Cuts are made where a speaker would
    pause; only a run of 200 characters without any mark is cut between words.

    Args:
        text: Anything.
        first: About how long the first piece may be, in characters.

    Returns:
        The pieces in order, without white space around them; none if there is no text.
    """
    pieces = []
    rest, limit = text.strip(), first
    while rest:
        at = _cut(rest, limit)
        pieces.append(rest[:at].strip())
        rest = rest[at:].strip()
        limit = min(max(limit, at) * _GROWTH, _LONGEST)
    return pieces


def _cut(text: str, limit: int) -> int:
    if len(text) <= limit:
        return len(text)
    for end in (_SENTENCE_END, _CLAUSE_END):
        within = [at for at in _ends(end, text) if _SHORTEST <= at <= limit]
        if within:
            return within[-1]
    # Nothing near enough: better a later pause than a break in the middle of a phrase.
    later = [at for end in (_SENTENCE_END, _CLAUSE_END) for at in _ends(end, text) if at > limit]
    nearest = min(later, default=len(text))
    if nearest <= _LONGEST:
        return nearest
    words = [at for at in _ends(_WORD_END, text) if at <= _LONGEST]
    return words[-1] if words else _LONGEST


def _ends(pattern: re.Pattern[str], text: str) -> list[int]:
    return [found.end() for found in pattern.finditer(text)]
