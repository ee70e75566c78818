from __future__ import annotations

from collections import deque

from pipecat.frames.frames import InputAudioRawFrame

_PRE_ROLL_SECS = 1.0
"""Kept while nobody speaks: speech begins before the VAD says so."""
_LONGEST_SECS = 120.0
# A final arrives this long after the last sample it covers: less would say words twice to the
# next ears, more would lose some.
_FINAL_LAG_SECS = 0.4


class Tape:
    """The audio of the utterance in progress, so that other ears can hear it from its beginning."""

    def __init__(self) -> None:
        self._frames: deque[InputAudioRawFrame] = deque()
        self._secs = 0.0
        self._holding = False

    def add(self, frame: InputAudioRawFrame) -> None:
        """Record a frame, and forget what is no longer needed.

        Args:
            frame: 16-bit PCM.
        """
        self._frames.append(frame)
        self._secs += _length(frame)
        self._forget(_LONGEST_SECS if self._holding else _PRE_ROLL_SECS)

    def hold(self) -> None:
        """Keep everything from the pre-roll on: speech began."""
        self._holding = True

    def release(self) -> None:
        """Keep a pre-roll only: all was understood."""
        self._holding = False
        self._forget(_PRE_ROLL_SECS)

    def drop_understood(self) -> None:
        """Forget what a transcript in mid-speech covered."""
        self._forget(_FINAL_LAG_SECS)

    def frames(self) -> list[InputAudioRawFrame]:
        """What was recorded, the oldest first."""
        return list(self._frames)

    def _forget(self, keep_secs: float) -> None:
        while self._frames and self._secs - _length(self._frames[0]) >= keep_secs:
            self._secs -= _length(self._frames.popleft())


def _length(frame: InputAudioRawFrame) -> float:
    return len(frame.audio) / (2 * frame.num_channels * frame.sample_rate)
