"""Speech becomes Opus as it comes: nothing waits for the sound after it."""

from __future__ import annotations

import pytest

from repartee.transports.webrtc.opus_voice import OpusVoice


@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 24_000, 44_100, 48_000])
def test_every_20_ms_are_a_packet_from_the_first_on(rate: int) -> None:
    voice = OpusVoice(rate)
    piece = bytes(2 * round(rate * 0.02))
    assert [len(voice.packets(piece)) for _ in range(50)] == [1] * 50
