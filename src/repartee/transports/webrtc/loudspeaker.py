from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from fractions import Fraction

import numpy as np
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame
from av.packet import Packet
from av.stream import Stream

from repartee.transports.webrtc.opus_voice import OPUS_TIME_BASE, OpusVoice
from repartee.transports.webrtc.outflow import PACKET_SECS, Outflow

_MOST_WAITING_SECS = 1.0


class LoudspeakerTrack(MediaStreamTrack):
    """The agent's voice on its way to one caller.

    aiortc sends a packet as it is, and codes a frame itself; only a caller without Opus needs that.
    """

    kind = "audio"

    def __init__(self, sample_rate: int, *, opus: bool = True) -> None:
        """Begin in silence.

        Args:
            sample_rate: Rate in Hz of all that will be played.
            opus: Whether the caller takes Opus.
        """
        super().__init__()
        self._sample_rate = sample_rate
        self._piece_bytes = 2 * round(sample_rate * PACKET_SECS)
        self._most_bytes = 2 * round(sample_rate * _MOST_WAITING_SECS)
        self._unsent = bytearray()
        self._sound_came = asyncio.Event()
        self._voice = OpusVoice(sample_rate) if opus else None
        self._coded: deque[bytes] = deque()
        self._clock: Callable[[], float] = asyncio.get_running_loop().time
        self._outflow = Outflow(self._clock())

    @property
    def waiting_secs(self) -> float:
        """How much sound was put here and has not left."""
        return len(self._unsent) / 2 / self._sample_rate

    def put(self, pcm: bytes) -> None:
        """Add sound; what is too old to be worth hearing gives way."""
        self._unsent += pcm
        if len(self._unsent) > self._most_bytes:
            del self._unsent[: len(self._unsent) - self._most_bytes]
        self._sound_came.set()

    def clear(self) -> None:
        """Forget what was not sent yet."""
        self._unsent.clear()

    async def recv(self) -> Packet[Stream] | AudioFrame:
        """Give aiortc what leaves next, when it is due."""
        while (wait := self._outflow.wait(self._clock(), has_sound=self._has_sound)) > 0:
            if self._outflow.is_resting and not self._has_sound:
                await self._rest(wait)
            else:
                await asyncio.sleep(wait)
        if self.readyState != "live":
            raise MediaStreamError
        if self._voice is None:
            return self._frame()
        return self._packet(self._voice)

    async def _rest(self, longest_secs: float) -> None:
        self._sound_came.clear()
        timer = asyncio.get_running_loop().call_later(longest_secs, self._sound_came.set)
        try:
            await self._sound_came.wait()
        finally:
            timer.cancel()

    @property
    def _has_sound(self) -> bool:
        return bool(self._unsent)

    def _packet(self, voice: OpusVoice) -> Packet[Stream]:
        has_sound, was_resting = self._has_sound, self._outflow.is_resting
        place = self._outflow.take(self._clock(), has_sound=has_sound)
        packet = Packet(voice.nothing if was_resting and not has_sound else self._next_coded(voice))
        packet.pts = place
        packet.time_base = OPUS_TIME_BASE
        return packet

    def _next_coded(self, voice: OpusVoice) -> bytes:
        # At some rates 20 ms are no whole number of samples: a piece need not fill a packet.
        while not self._coded:
            self._coded.extend(voice.packets(self._next_piece()))
        return self._coded.popleft()

    def _frame(self) -> AudioFrame:
        # Whoever codes for itself may not be left without sound: it counts what it is given.
        place = self._outflow.take(self._clock(), has_sound=True)
        samples = np.frombuffer(self._next_piece(), np.int16)
        frame = AudioFrame.from_ndarray(samples[None, :], layout="mono")
        frame.sample_rate = self._sample_rate
        frame.time_base = Fraction(1, self._sample_rate)
        frame.pts = place * self._sample_rate // 48_000
        return frame

    def _next_piece(self) -> bytes:
        piece = bytes(self._unsent[: self._piece_bytes])
        del self._unsent[: self._piece_bytes]
        return piece.ljust(self._piece_bytes, b"\0")
