"""When an utterance that grows is decoded anew, and what is known of its words: pure."""

from __future__ import annotations

from collections.abc import Sequence

PERIOD_SECS = 0.35
"""Words change at best so often."""
FIRST_SECS = 0.5
"""Of less, a model makes up words."""
PAUSE_SECS = 0.08
"""So much quiet may be the end of the utterance: what is decoded now has all of it."""
QUICK_SECS = 0.2
"""Whoever decodes within VAD's own pause may do so at any time: it is over when the end comes. A
decoding cannot be stopped, so that others are asked in pauses alone."""
SLOW_SECS = 0.3
"""A machine that takes longer is spared: a pause within a sentence would make its end later by up
to a decoding. Measured behind VAD's stop, with decodings of 0.05, 0.1, 0.15 and 0.25 s: 1 to 47 ms
to the words instead of 52 to 276; of 0.5 s: 434 to 685 instead of 502."""
_MOST_SLOW = 2
SPARED_UTTERANCES = 20
"""After so many it is tried again: it may have been busy with something else."""
_QUIETER_DB = 20.0
_SILENT_DB = -55.0


class Partials:
    """Plans the decoding of one conversation's utterances while they are spoken.

        speech    ▂▅▇▆▅▇▆▅▂▁▁▁▁▁▁
        decoded     └──┘ └──┘ └──┘
                              └ quiet for 80 ms: it has all words, and VAD's 0.2 s pass meanwhile

    Time is counted in seconds of sound, from the beginning of the utterance.
    """

    def __init__(self) -> None:
        """Begin before the first utterance."""
        self._is_quick = False
        self._slow = 0
        self._begun = 0
        self.begin()

    def begin(self) -> None:
        """An utterance begins, or its next piece."""
        self._begun += 1
        if self._begun % SPARED_UTTERANCES == 0:
            self._slow = min(self._slow, _MOST_SLOW - 1)
        self._now = 0.0
        self._loudest = _SILENT_DB
        self._loud_until = 0.0
        self._decoded_until = 0.0
        self._words: tuple[str, ...] = ()
        self._told = ""

    def is_due(self, secs: float, db: float) -> bool:
        """More sound came.

        Args:
            secs: How long it is.
            db: How loud, in dB below full scale.

        Returns:
            Whether all that came is to be decoded now.
        """
        self._now += secs
        if db > max(_SILENT_DB, self._loudest - _QUIETER_DB):
            self._loudest = max(self._loudest, db)
            self._loud_until = self._now
        if self._slow >= _MOST_SLOW or self._now < FIRST_SECS or self.has_all:
            return False
        if self._now - self._loud_until >= PAUSE_SECS:
            return True
        return self._is_quick and self._now - self._decoded_until >= PERIOD_SECS

    @property
    def has_all(self) -> bool:
        """Whether nothing was loud since the sound that was decoded, or is being decoded."""
        return self._decoded_until >= self._loud_until > 0.0

    def decoding(self) -> None:
        """All that came is being decoded."""
        self._decoded_until = self._now

    def decoded(self, text: str, took_secs: float) -> str:
        """Words of it are known.

        Args:
            text: All of them.
            took_secs: How long that took, waiting included.

        Returns:
            What may be told: all, if nothing was loud since; else the words that were the same
            twice, as the last ones often change. Empty for nothing new.
        """
        self._is_quick = took_secs <= QUICK_SECS
        self._slow = self._slow + 1 if took_secs > SLOW_SECS else 0
        words = tuple(text.split())
        known = words if self.has_all else agreed(self._words, words)
        self._words = words
        tells = " ".join(known)
        if tells == self._told:
            return ""
        self._told = tells
        return tells


def agreed(before: Sequence[str], now: Sequence[str]) -> tuple[str, ...]:
    """The words with which two versions begin alike, whatever their case and marks."""
    count = 0
    for first, second in zip(before, now, strict=False):
        if _plain(first) != _plain(second):
            break
        count += 1
    return tuple(now[:count])


def _plain(word: str) -> str:
    return word.strip(".,;:!?…").casefold()
