from __future__ import annotations

import asyncio
import time
import wave
from collections import deque
from pathlib import Path

import numpy as np
from aiortc import MediaStreamTrack, RTCRtpReceiver
from aiortc.jitterbuffer import JitterBuffer
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame

from repartee.caller.speech_edges import BLOCK, SAMPLE_RATE, Samples, is_loud, loudness

# What was heard is kept this long for questions about it.
_REMEMBERED_SECS = 900


def play_at_once(receiver: RTCRtpReceiver) -> None:
    """Take the standing delay out of a receiver.

    aiortc holds back four packets (80 ms) before the first is heard; a measurement must not count
    the instrument's own delay. A lost packet is then heard as a gap.

    Args:
        receiver: Of the agent's audio track.
    """
    # There is no public way; the name is the one Python gives a private attribute.
    vars(receiver)["_RTCRtpReceiver__jitter_buffer"] = JitterBuffer(capacity=16, prefetch=0)


class Loudspeaker:
    """Hears the agent: when it was loud, on the monotonic clock, and all of it in a WAV file.

    A sample counts as heard when its packet arrived plus its place in the packet: a loudspeaker
    with no buffer of its own.
    """

    def __init__(self, save_to: Path | None = None) -> None:
        """Open the file.

        Args:
            save_to: Where to keep what is heard, 48 kHz mono; lost packets are silence in it.

        Raises:
            OSError: If it cannot be written.
        """
        self._file = wave.open(str(save_to), "wb") if save_to else None  # noqa: SIM115
        if self._file:
            self._file.setparams((1, 2, SAMPLE_RATE, 0, "NONE", "not compressed"))
        self._loud_at: deque[float] = deque(maxlen=_REMEMBERED_SECS * 100)
        self._next_pts: int | None = None
        self._changed = asyncio.Event()
        self.samples_heard = 0
        """How many samples there were so far, silence included."""

    async def listen(self, track: MediaStreamTrack) -> None:
        """Hear a track until it ends."""
        while True:
            try:
                frame = await track.recv()
            except MediaStreamError:
                return
            if isinstance(frame, AudioFrame):
                self._hear(frame, time.monotonic())

    def close(self) -> None:
        """Finish the file."""
        if self._file:
            self._file.close()
            self._file = None

    def first_loud_after(self, when: float) -> float | None:
        """When the agent was first heard after a time, None if it was not yet."""
        return next((at for at in self._loud_at if at >= when), None)

    def last_loud(self) -> float | None:
        """When the agent was last heard, None if never."""
        return self._loud_at[-1] if self._loud_at else None

    def fell_silent_after(self, when: float, gap_secs: float) -> float | None:
        """When the agent stopped for at least a gap, looked at from a time on.

        Args:
            when: Loudness before does not count.
            gap_secs: How long nothing must be heard.

        Returns:
            When it was last heard before the first such gap; `when` if it was silent already;
            None if there was no such gap yet.
        """
        last = when
        for at in self._loud_at:
            if at < when:
                continue
            if at - last >= gap_secs:
                return last
            last = at
        return last if time.monotonic() - last >= gap_secs else None

    def _hear(self, frame: AudioFrame, arrived_at: float) -> None:
        samples = _mono(frame)
        self._fill_gap(frame, samples.size)
        for number, level in enumerate(loudness(samples)):
            if is_loud(float(level)):
                self._loud_at.append(arrived_at + number * BLOCK / SAMPLE_RATE)
        self._write(samples)

    def _fill_gap(self, frame: AudioFrame, size: int) -> None:
        if frame.pts is None:
            return
        if self._next_pts is not None and 0 < frame.pts - self._next_pts < 10 * SAMPLE_RATE:
            self._write(np.zeros(frame.pts - self._next_pts, np.int16))
        self._next_pts = frame.pts + size

    def _write(self, samples: Samples) -> None:
        self.samples_heard += samples.size
        if self._file:
            self._file.writeframes(samples.tobytes())


def _mono(frame: AudioFrame) -> Samples:
    samples = frame.to_ndarray().reshape(-1, len(frame.layout.channels))
    mean: Samples = samples.astype(np.int32).mean(axis=1).astype(np.int16)
    return mean
