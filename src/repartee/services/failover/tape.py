from __future__ import annotations

import math
from collections import deque

from pipecat.frames.frames import InputAudioRawFrame

_PRE_ROLL_SECS = 1.0
"""Kept while nobody speaks: speech begins before the VAD says so."""
_LONGEST_SECS = 120.0
# The VAD notices speech after 0.07 s and some; a transcript may come just then.
_NEXT_BEGINNING_SECS = 0.3


class Tape:
    """The audio of the utterance in progress, so that other ears can hear it from its beginning."""

    def __init__(self) -> None:
        self._frames: deque[InputAudioRawFrame] = deque()
        self._secs = 0.0
        self._since_mark = 0.0
        self._holding = False

    def add(self, frame: InputAudioRawFrame) -> None:
        """Record a frame, and forget what is no longer needed.

        Args:
            frame: 16-bit PCM.
        """
        self._frames.append(frame)
        self._secs += _length(frame)
        self._since_mark += _length(frame)
        self._forget(_LONGEST_SECS if self._holding else _PRE_ROLL_SECS)

    def hold(self) -> None:
        """Keep everything from the pre-roll on: speech began."""
        self._holding = True
        self.mark()

    def mark(self) -> None:
        """Note that speech began, or went on after a pause."""
        self._since_mark = 0.0

    def release(self) -> None:
        """Forget what was understood, but for what may be the beginning of something new."""
        self._holding = False
        self._forget(_NEXT_BEGINNING_SECS)

    def drop_understood(self) -> None:
        """Forget what a transcript in mid-speech covered: all that was said before the pause."""
        self._forget(self._since_mark + _NEXT_BEGINNING_SECS)

    def frames(self) -> list[InputAudioRawFrame]:
        """What was recorded, the oldest first."""
        return list(self._frames)

    def lead_of_silence(self) -> list[InputAudioRawFrame]:
        """As much silence as the pre-roll, in frames like those recorded."""
        if not self._frames:
            return []
        like = self._frames[-1]
        silence = bytes(len(like.audio))
        return [
            InputAudioRawFrame(silence, like.sample_rate, like.num_channels)
            for _ in range(math.ceil(_PRE_ROLL_SECS / _length(like)))
        ]

    def _forget(self, keep_secs: float) -> None:
        while self._frames and self._secs - _length(self._frames[0]) >= keep_secs:
            self._secs -= _length(self._frames.popleft())


def _length(frame: InputAudioRawFrame) -> float:
    return len(frame.audio) / (2 * frame.num_channels * frame.sample_rate)
