"""What is said aloud about work that goes on: little, and not too often."""

from __future__ import annotations

import re

FIRST_SECS = 8.0
"""Nothing is said of progress for that long: the caller has just heard that work began."""
GAP_SECS = 25.0
"""Least time between two spoken reports; a talk goes on, and they interrupt it."""
LONGEST_SPOKEN = 320
"""Characters; about 20 seconds of speech."""

_CODE = re.compile(r"```.*?(```|$)", re.DOTALL)
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")
_MARKS = re.compile(r"[*_`~|]|^\s*(#{1,6}|[-+>]|\d+[.)])\s+", re.MULTILINE)
_ADDRESS = re.compile(r"https?://\S+")
_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")


class Narrator:
    """Decides which reports of progress are worth interrupting for."""

    def __init__(self) -> None:
        self._next = 0.0

    def began(self, now: float) -> None:
        """Work has begun, and the caller knows.

        Args:
            now: A monotonic clock's time in seconds.
        """
        self._next = now + FIRST_SECS

    def worth_saying(self, now: float) -> bool:
        """Whether to say a report now; the ones until the next time are only shown."""
        if now < self._next:
            return False
        self._next = now + GAP_SECS
        return True


def for_the_ear(text: str, longest: int = LONGEST_SPOKEN) -> str:
    """Shorten what was written for the eye to what can be listened to.

    Args:
        text: Any text, often Markdown.
        longest: Most characters of the answer.

    Returns:
        Whole sentences of the beginning, without code, marks and addresses; a hint that there is
        more if so. Empty if nothing in it can be spoken.
    """
    plain = _ADDRESS.sub("", _MARKS.sub("", _LINK.sub(r"\1", _CODE.sub(" ", text))))
    lines = [" ".join(line.split()) for line in plain.splitlines()]
    spoken = " ".join(line if line[-1] in ".!?:;," else f"{line}." for line in lines if line)
    if len(spoken) <= longest:
        return spoken
    kept = ""
    for sentence in _SENTENCE_END.split(spoken):
        if len(kept) + len(sentence) > longest:
            break
        kept = f"{kept} {sentence}".strip()
    return f"{kept or _cut(spoken, longest)} There is more to read."


def _cut(text: str, longest: int) -> str:
    return text[:longest].rsplit(" ", 1)[0].rstrip(",;:") + "…"
