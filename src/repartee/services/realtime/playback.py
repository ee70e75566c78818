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


@dataclass(slots=True)
class _Spoken:
    """One answer, as far as it came."""

    item_id: str
    text: str = ""
    shown: int = 0
    """How many characters were told."""
    secs: float = 0.0
    ends_at: float = 0.0
    """When what came of it will have been played."""
    is_whole: bool = False
    """Whether no more comes."""


class Playback:
    """Follows answers that come faster than they are played.

        received   |=====first=====|======second=====|
        played     |=========|
                             now: what was heard ends here, in the first of two

    The API gives no times of words: its transcript runs ahead of its sound by an unknown while. So
    words are placed by the pace of the voice, timed by the answers that came to their end.
    """

    def __init__(self) -> None:
        self._playing: list[_Spoken] = []
        """The answers that were not heard to their end yet, in order; the last may still come."""
        self._ends_at = 0.0
        self._chars_per_sec = _CHARS_PER_SEC

    def begin(self, item_id: str, now: float) -> None:
        """Another answer begins.

        Args:
            item_id: The server's id.
            now: In seconds of any clock.
        """
        self._playing = [each for each in self._playing if each.ends_at > now]
        self._playing.append(_Spoken(item_id))

    def add_text(self, text: str) -> None:
        """More of the transcript came."""
        if self._playing:
            self._playing[-1].text += text

    def add_sound(self, secs: float, now: float) -> str:
        """More sound came.

        Args:
            secs: How long it is.
            now: In seconds of any clock.

        Returns:
            The words that are spoken by its end and were not told before.
        """
        if not self._playing:
            return ""
        last = self._playing[-1]
        self._ends_at = last.ends_at = max(self._ends_at, now) + secs
        last.secs += secs
        return self._told(last, self._words_within(last, last.secs))

    def finish(self) -> str:
        """All of it came.

        Returns:
            The words that were not told before.
        """
        if not self._playing:
            return ""
        last = self._playing[-1]
        last.is_whole = True
        if last.secs >= _LEAST_TIMED_SECS and last.text:
            self._chars_per_sec = len(last.text) / last.secs
        return self._told(last, len(last.text))

    def break_off(self) -> Cut | None:
        """Nothing more comes of the last answer; what came is still played.

        Returns:
            What will be heard of it; None if it is whole, or there is none.
        """
        if not self._playing or self._playing[-1].is_whole:
            return None
        last = self._playing[-1]
        last.is_whole = True
        cut = self._cut(last, last.secs)
        last.text = cut.text
        return cut

    def cut(self, now: float) -> list[Cut]:
        """The caller interrupts: nothing is played any more.

        Args:
            now: By the same clock.

        Returns:
            What was heard of each answer that was not heard to its end.
        """
        playing, self._playing = self._playing, []
        self._ends_at = min(self._ends_at, now)
        return [
            self._cut(each, max(each.secs - max(each.ends_at - now, 0.0), 0.0))
            for each in playing
            if each.ends_at > now or self._runs_ahead(each)
        ]

    def _runs_ahead(self, spoken: _Spoken) -> bool:
        """Whether words came whose sound did not."""
        return not spoken.is_whole and self._words_within(spoken, spoken.secs) < len(spoken.text)

    def _cut(self, spoken: _Spoken, secs: float) -> Cut:
        text = spoken.text[: self._words_within(spoken, secs)].rstrip()
        return Cut(spoken.item_id, int(secs * 1000), text)

    def _words_within(self, spoken: _Spoken, secs: float) -> int:
        """Up to which character is spoken by then, without a word that is not done."""
        text, most = spoken.text, int(secs * self._chars_per_sec)
        if most >= len(text):
            return len(text)
        if text[most].isspace():
            return most
        unfinished = _LAST_WORDS.search(text[:most])
        return unfinished.start() if unfinished else most

    @staticmethod
    def _told(spoken: _Spoken, until: int) -> str:
        words, spoken.shown = spoken.text[spoken.shown : until], max(until, spoken.shown)
        return words
