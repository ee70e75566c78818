from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from repartee.caller.audio_format import FRAME_SAMPLES, Samples
from repartee.caller.speech_edges import find_speech
from repartee.caller.wires import opus
from tests.caller.support.sounds import join, silence, tone

ENCODER = opus.OpusEncoder()


def decoded(packets: tuple[bytes, ...]) -> Samples:
    decoder = opus.OpusDecoder()
    return np.concatenate([decoder.decode(packet) for packet in packets])


def test_silence_is_silent_however_long_it_is_repeated() -> None:
    assert np.abs(decoded((ENCODER.silence(),) * 50)).max() == 0


def test_what_is_said_comes_out_as_late_as_the_look_ahead_and_no_more() -> None:
    sound = join(silence(0.2), tone(0.3), silence(0.3))
    speech = find_speech(decoded(ENCODER.encode(sound).payloads))

    assert speech is not None
    assert abs(speech.first - 9600 - opus.LOOK_AHEAD_SAMPLES) < 240
    assert abs(speech.last - 24000 - opus.LOOK_AHEAD_SAMPLES) < 960


def test_a_packet_that_cannot_be_decoded_does_not_end_the_hearing() -> None:
    decoder = opus.OpusDecoder()
    packets = ENCODER.encode(tone(0.2)).payloads
    assert len(decoder.decode(b"")) == len(decoder.decode(b"\xff\xff\xff\xff")) == 0
    assert [len(decoder.decode(packet)) for packet in packets] == [FRAME_SAMPLES] * len(packets)


@settings(max_examples=20)
@given(st.integers(0, 4000))
def test_every_sample_has_a_packet(count: int) -> None:
    frames = ENCODER.encode(np.zeros(count, np.int16))

    assert frames.holding(max(0, count - 1)) == len(frames.payloads) - 1
