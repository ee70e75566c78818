"""Ears that are told beforehand what is said, and hear each word once it has been said."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate

import numpy as np

from repartee.engines.recogniser import SAMPLE_RATE

_LOUD = 300.0  # of 32,768; flite's speech is at 2,000 and more
_BLOCK = SAMPLE_RATE // 100


@dataclass(frozen=True, slots=True)
class Saying:
    """What is said next.

    Attributes:
        text: The words.
        secs: From their first to their last sample.
    """

    text: str
    secs: float

    @property
    def words(self) -> tuple[str, ...]:
        """As ears write them: lower case, no marks."""
        return tuple(re.findall(r"[\w']+", self.text.lower()))

    def heard_after(self, secs: float) -> str:
        """The words that have been said to their end by then.

        Args:
            secs: Since the first sample.

        Returns:
            Each word is as long as its letters are part of all; the last one ends with the sound.
        """
        ends = accumulate(len(word) + 1 for word in self.words)
        total = sum(len(word) + 1 for word in self.words)
        said = sum(end / total * self.secs <= secs for end in ends)
        return " ".join(self.words[:said])


class TimedEars:
    """Understands every sound as what was told last, at the pace of the sound.

    Args:
        interims: Seconds of sound from one interim transcript to the next.
    """

    def __init__(self, interims: float) -> None:
        self.saying = Saying("", 0.0)
        """What is being said, or next."""
        self._interims = interims

    async def start(self) -> None:
        """Nothing to load."""

    async def close(self) -> None:
        """Nothing to let go."""

    async def listen(self) -> TimedHearing:
        """Begin to hear."""
        return TimedHearing(self.saying, self._interims)


class TimedHearing:
    """One stretch of speech.

    Args:
        saying: What is said in it.
        interims: As of `TimedEars`.
    """

    def __init__(self, saying: Saying, interims: float) -> None:
        self._saying = saying
        self._interims = interims
        self._blocks = 0
        self._rest = b""
        self._told = 0.0
        self._words = ""

    async def feed(self, pcm16_16k: bytes) -> str:
        """Hear more, and give the words of the last interim transcript.

        Args:
            pcm16_16k: PCM s16le mono at 16 kHz.
        """
        for block in self._cut(pcm16_16k):
            # What comes before the first sound is the gate's run-up.
            if self._blocks or np.abs(block).max(initial=0) > _LOUD:
                self._blocks += 1
        secs = self._blocks * _BLOCK / SAMPLE_RATE
        if secs - self._told >= self._interims:
            self._told = secs
            self._words = self._saying.heard_after(secs)
        return self._words

    async def finish(self) -> str:
        """All of it."""
        return " ".join(self._saying.words)

    def drop(self) -> None:
        """Nothing to let go."""

    def _cut(self, audio: bytes) -> Iterator[np.ndarray]:
        audio = self._rest + audio
        whole = len(audio) // (2 * _BLOCK)
        self._rest = audio[whole * 2 * _BLOCK :]
        for at in range(whole):
            yield np.frombuffer(audio, np.int16, _BLOCK, at * 2 * _BLOCK).astype(np.int32)
