"""Opus, encoded ahead of time: a caller on the clock then only has to send.

aiortc would encode every frame as it leaves, which costs most of a caller's CPU and puts a thread's
scheduling delay between the clock and the wire.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import numpy as np
from av import AudioFrame, CodecContext, Packet
from av.audio.codeccontext import AudioCodecContext
from av.error import FFmpegError

from repartee.caller.audio_format import FRAME_SAMPLES, SAMPLE_RATE, Samples
from repartee.caller.frames import Frames

LOOK_AHEAD_SAMPLES = 312
"""How much later a sample is decoded than it was encoded: 6.5 ms. The last third of a packet's
samples thus travels in the packet after it."""

TIME_BASE = Fraction(1, SAMPLE_RATE)
# At 48 kb/s and below libopus codes speech with SILK, which smears its end over 30 ms more than
# CELT does, and codes digital silence in 55 bytes instead of 3.
_BITS_PER_SECOND = 64_000
_NOTHING: Samples = np.empty(0, np.int16)


@dataclass(frozen=True, slots=True)
class OpusEncoder:
    """Makes frames of Opus, 64 kbit/s, mono."""

    def encode(self, samples: Samples) -> Frames:
        """Encode mono samples at 48 kHz."""
        return Frames(_packets(samples), LOOK_AHEAD_SAMPLES)

    def silence(self) -> bytes:
        """One packet of digital silence."""
        return _silence()


class OpusDecoder:
    """Makes samples of the agent's packets, mono whatever was coded."""

    def __init__(self) -> None:
        self._codec = CodecContext.create("libopus", "r")
        self._codec.layout = "mono"
        self._codec.sample_rate = SAMPLE_RATE

    def decode(self, packet: bytes) -> Samples:
        """Decode one packet.

        Args:
            packet: As it came.

        Returns:
            Samples at 48 kHz; none of a packet that is empty or broken.
        """
        try:
            # An empty packet would mean the end of the stream to it.
            frames = self._codec.decode(Packet(packet)) if packet else []
        except FFmpegError:
            frames = []
        return np.concatenate([_NOTHING, *(each.to_ndarray().reshape(-1) for each in frames)])


@cache
def _silence() -> bytes:
    return _packets(np.zeros(FRAME_SAMPLES, np.int16))[0]


def _packets(samples: Samples) -> tuple[bytes, ...]:
    encoder = _encoder()
    needed = len(samples) + LOOK_AHEAD_SAMPLES
    filled = np.pad(samples, (0, LOOK_AHEAD_SAMPLES + -needed % FRAME_SAMPLES))
    packets: list[bytes] = []
    for index, piece in enumerate(filled.reshape(-1, 1, FRAME_SAMPLES)):
        packets += (bytes(packet) for packet in encoder.encode(_frame(piece, index)))
    return tuple(packets)


def _encoder() -> AudioCodecContext:
    encoder = CodecContext.create("libopus", "w")
    encoder.sample_rate = SAMPLE_RATE
    encoder.layout = "mono"
    encoder.format = "s16"
    encoder.bit_rate = _BITS_PER_SECOND
    encoder.time_base = TIME_BASE
    encoder.options = {"application": "voip"}
    return encoder


def _frame(piece: Samples, index: int) -> AudioFrame:
    frame = AudioFrame.from_ndarray(piece, layout="mono")
    frame.sample_rate = SAMPLE_RATE
    frame.pts = index * FRAME_SAMPLES
    frame.time_base = TIME_BASE
    return frame
