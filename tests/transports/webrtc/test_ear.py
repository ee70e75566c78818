"""A caller's packets become sound, whatever they are coded with; broken ones are left out."""

from __future__ import annotations

import numpy as np
import pytest
from aiortc import RTCRtpCodecParameters
from aiortc.codecs import get_encoder
from aiortc.jitterbuffer import JitterFrame
from av import AudioFrame

from repartee.transports.webrtc.ear import Ear

RATE = 16_000


def codec(name: str, rate: int) -> RTCRtpCodecParameters:
    return RTCRtpCodecParameters(mimeType=f"audio/{name}", clockRate=rate, channels=1)


def coded(kind: RTCRtpCodecParameters, secs: float) -> list[JitterFrame]:
    encoder = get_encoder(kind)
    packets: list[JitterFrame] = []
    for index in range(round(secs / 0.02)):
        times = (np.arange(160) + index * 160) / 8_000
        samples = (12_000 * np.sin(2 * np.pi * 440 * times)).astype(np.int16)
        frame = AudioFrame.from_ndarray(samples[None, :], layout="mono")
        frame.sample_rate, frame.pts = 8_000, index * 160
        payloads, timestamp = encoder.encode(frame)
        packets += [JitterFrame(payload, timestamp) for payload in payloads]
    return packets


@pytest.mark.parametrize(("name", "rate"), [("opus", 48_000), ("PCMU", 8_000), ("G722", 8_000)])
def test_what_was_said_is_heard_at_the_rate_of_ears(name: str, rate: int) -> None:
    heard: list[bytes] = []
    ear = Ear(RATE, heard.append)
    kind = codec(name, rate)
    for packet in coded(kind, 1.0):
        ear.hear(kind, packet)
    sound = np.frombuffer(b"".join(heard), np.int16).astype(float)
    assert len(sound) == pytest.approx(RATE, abs=RATE // 20)
    spectrum = np.abs(np.fft.rfft(sound))
    assert np.argmax(spectrum) * RATE / len(sound) == pytest.approx(440, abs=5)


def test_a_packet_that_cannot_be_decoded_does_not_end_the_hearing() -> None:
    heard: list[bytes] = []
    ear = Ear(RATE, heard.append)
    kind = codec("opus", 48_000)
    first, *others = coded(kind, 0.4)
    ear.hear(kind, first)
    before = len(heard)
    ear.hear(kind, JitterFrame(b"\xff\xff\xff\xff", 1))
    ear.hear(kind, JitterFrame(b"", 2))
    for packet in others:
        ear.hear(kind, packet)
    assert len(heard) > before + 10
