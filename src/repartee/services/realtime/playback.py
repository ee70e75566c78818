"""Where in an answer its listener is: pure."""

from __future__ import annotations

import re
from dataclasses import dataclass

_CHARS_PER_SEC = 15.0
"""How fast English is spoken, until the voice at hand has been timed."""
_LEAST_TIMED_SECS = 2.0
_LAST_WORDS = re.compile(r"\s*\S*$")


@dataclass(frozen=True, slots=True)
class Cut:
    """How far an answer was heard."""

    item_id: str
    millis: int
    text: str


class Playback:
    """Follows an answer that comes faster than it is played.

        received   |=========================|
        played     |==========|
                              now: what was heard ends here

    The API gives no times of words: its transcript runs ahead of its sound by an unknown while. So
    words are placed by the pace of the voice, timed by the answers that came to their end.
    """

    def __init__(self) -> None:
        self.item_id = ""
        """The answer that is being played; empty for none."""
        self._text = ""
        self._shown = 0
        self._secs = 0.0
        self._ends_at = 0.0
        self._chars_per_sec = _CHARS_PER_SEC

    def begin(self, item_id: str) -> None:
        """Another answer begins.

        Args:
            item_id: The server's id.
        """
        self.item_id = item_id
        self._text, self._shown, self._secs = "", 0, 0.0

    def add_text(self, text: str) -> None:
        """More of the transcript came."""
        self._text += text

    def add_sound(self, secs: float, now: float) -> str:
        """More sound came.

        Args:
            secs: How long it is.
            now: In seconds of any clock.

        Returns:
            The words that are spoken by its end and were not told before.
        """
        self._ends_at = max(self._ends_at, now) + secs
        self._secs += secs
        return self._told(self._words_within(self._secs))

    def finish(self) -> str:
        """All of it came.

        Returns:
            The words that were not told before.
        """
        if self._secs >= _LEAST_TIMED_SECS and self._text:
            self._chars_per_sec = len(self._text) / self._secs
        return self._told(len(self._text))

    def is_playing(self, now: float) -> bool:
        """Whether there is sound that was not played yet."""
        return bool(self.item_id) and now < self._ends_at

    def cut(self, now: float) -> Cut | None:
        """The caller interrupts.

        Args:
            now: By the same clock.

        Returns:
            What was heard; None where all was, or nothing is being played.
        """
        left = self._ends_at - now
        item_id, self.item_id = self.item_id, ""
        if not item_id or left <= 0:
            return None
        self._ends_at = now
        secs = max(self._secs - left, 0.0)
        return Cut(item_id, int(secs * 1000), self._text[: self._words_within(secs)].rstrip())

    def _words_within(self, secs: float) -> int:
        """Up to which character is spoken by then, without a word that is not done."""
        most = int(secs * self._chars_per_sec)
        if most >= len(self._text):
            return len(self._text)
        if self._text[most].isspace():
            return most
        unfinished = _LAST_WORDS.search(self._text[:most])
        return unfinished.start() if unfinished else most

    def _told(self, until: int) -> str:
        words, self._shown = self._text[self._shown : until], max(until, self._shown)
        return words
