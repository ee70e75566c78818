from __future__ import annotations

from fractions import Fraction

import numpy as np
from av import AudioFrame, AudioResampler, CodecContext

OPUS_TIME_BASE = Fraction(1, 48_000)

# At 32 kbit/s libopus codes speech with SILK: a recogniser took flite's "twenty five" for "ninety
# five", which it did not at 40 and above, and the end of speech is smeared over 30 ms. From 64 on
# it is CELT (`caller/wires/opus.py`). Only speech is sent, so a call takes a fraction of it.
_BITS_PER_SEC = 64_000
_PACKET_SAMPLES = 960
# What the resampler holds back of what it is given, whatever the rate. Given so much silence at
# first, it has a whole packet for every 20 ms, and nothing old for the first packet after a rest.
_HELD_BACK_SAMPLES = 16
# Of an Opus packet's first byte, all but how many frames it has (RFC 6716, 3.1).
_ONE_FRAME = 0xFC


class OpusVoice:
    """Makes Opus of one stream of speech: 20 ms a packet, 64 kbit/s, mono.

    aiortc codes 96 kbit/s of stereo, each 10 ms in a thread of its own choice. A packet takes 0.12
    ms here, which is less than twice what two changes of thread take (45 us each).
    """

    def __init__(self, sample_rate: int) -> None:
        """Begin a stream.

        Args:
            sample_rate: Rate in Hz of what will come.
        """
        self._sample_rate = sample_rate
        self._resampler = AudioResampler("s16", "mono", 48_000, frame_size=_PACKET_SAMPLES)
        encoder = CodecContext.create("libopus", "w")
        encoder.sample_rate = 48_000
        encoder.layout = "mono"
        encoder.format = "s16"
        encoder.bit_rate = _BITS_PER_SEC
        encoder.time_base = OPUS_TIME_BASE
        encoder.options = {"application": "voip"}
        self._encoder = encoder
        self._taken = 0
        self._header = b""
        self.packets(bytes(2 * _HELD_BACK_SAMPLES))

    def packets(self, pcm: bytes) -> list[bytes]:
        """Take in sound.

        Args:
            pcm: 16-bit mono samples, any number of them.

        Returns:
            The packets that are full by now: one for each 20 ms, whatever silence came before.
        """
        frame = AudioFrame.from_ndarray(np.frombuffer(pcm, np.int16)[None, :], layout="mono")
        frame.sample_rate = self._sample_rate
        frame.pts = self._taken
        frame.time_base = Fraction(1, self._sample_rate)
        self._taken += frame.samples
        full = [
            bytes(packet)
            for piece in self._resampler.resample(frame)
            for packet in self._encoder.encode(piece)
        ]
        if full:
            self._header = bytes([full[-1][0] & _ONE_FRAME])
        return full

    @property
    def nothing(self) -> bytes:
        """A packet that says there is nothing to hear: a header without sound.

        Players take it for the silence between two stretches of speech (RFC 6716, 2.1.9), which
        they fill themselves. `packets` has made one before.
        """
        return self._header
