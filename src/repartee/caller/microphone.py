from __future__ import annotations

import asyncio
import fractions
import time
from collections import deque

import numpy as np
from aiortc import MediaStreamTrack
from av import AudioFrame

from repartee.caller.speech_edges import SAMPLE_RATE, Clip

_FRAME = SAMPLE_RATE // 50
_FRAME_SECS = _FRAME / SAMPLE_RATE


class Playback:
    """A clip on its way into the microphone.

    Times are of the monotonic clock, and those at which the caller *spoke* the sample: a frame of
    20 ms leaves when its last sample has been spoken.
    """

    def __init__(self, clip: Clip) -> None:
        self.clip = clip
        self.speech_began_at = float("nan")
        self.speech_ended_at = float("nan")
        self.finished = asyncio.Event()
        self._position = 0

    def take_frame(self, spoken_from: float) -> np.ndarray:
        """The next 20 ms, padded with silence at the end.

        Args:
            spoken_from: When its first sample is spoken.
        """
        begin, end = self._position, self._position + _FRAME
        if begin <= self.clip.first < end:
            self.speech_began_at = spoken_from + (self.clip.first - begin) / SAMPLE_RATE
        if begin <= self.clip.last < end:
            self.speech_ended_at = spoken_from + (self.clip.last - begin) / SAMPLE_RATE
        self._position = end
        if end >= self.clip.samples.size:
            self.finished.set()
        frame = self.clip.samples[begin:end]
        return np.pad(frame, (0, _FRAME - frame.size))


class Microphone(MediaStreamTrack):
    """Speaks clips at real time, and silence between them, on an absolute clock."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._clips: deque[Playback] = deque()
        self._frames = 0
        self._began_at = 0.0

    def play(self, clip: Clip) -> Playback:
        """Speak a clip after those that wait already.

        Args:
            clip: What to say.

        Returns:
            Its times, known as it is spoken.
        """
        playback = Playback(clip)
        self._clips.append(playback)
        return playback

    async def recv(self) -> AudioFrame:
        """The next 20 ms, when their time has come."""
        if not self._frames:
            self._began_at = time.monotonic()
        self._frames += 1
        due = self._began_at + self._frames * _FRAME_SECS
        await asyncio.sleep(max(0.0, due - time.monotonic()))
        samples = self._next_samples(due - _FRAME_SECS)
        frame = AudioFrame.from_ndarray(samples[None, :], format="s16", layout="mono")
        frame.sample_rate = SAMPLE_RATE
        frame.pts = (self._frames - 1) * _FRAME
        frame.time_base = fractions.Fraction(1, SAMPLE_RATE)
        return frame

    def _next_samples(self, spoken_from: float) -> np.ndarray:
        if not self._clips:
            return np.zeros(_FRAME, np.int16)
        samples = self._clips[0].take_frame(spoken_from)
        if self._clips[0].finished.is_set():
            self._clips.popleft()
        return samples
