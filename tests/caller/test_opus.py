from __future__ import annotations

import numpy as np
from aiortc.codecs.opus import OpusDecoder
from aiortc.jitterbuffer import JitterFrame
from av import AudioFrame
from hypothesis import given, settings
from hypothesis import strategies as st

from repartee.caller.audio_format import FRAME_SAMPLES, Samples
from repartee.caller.speech_edges import find_speech
from repartee.caller.wires import opus
from tests.caller.support.sounds import join, silence, tone

ENCODER = opus.OpusEncoder()


def decoded(packets: tuple[bytes, ...]) -> Samples:
    decoder = OpusDecoder()
    pieces: list[Samples] = []
    for index, packet in enumerate(packets):
        for frame in decoder.decode(JitterFrame(packet, index * FRAME_SAMPLES)):
            assert isinstance(frame, AudioFrame)
            pieces.append(frame.to_ndarray().reshape(-1, 2)[:, 0].astype(np.int16))
    return np.concatenate(pieces)


def test_silence_is_silent_however_long_it_is_repeated() -> None:
    assert np.abs(decoded((ENCODER.silence(),) * 50)).max() == 0


def test_what_is_said_comes_out_as_late_as_the_look_ahead_and_no_more() -> None:
    sound = join(silence(0.2), tone(0.3), silence(0.3))
    speech = find_speech(decoded(ENCODER.encode(sound).payloads))

    assert speech is not None
    assert abs(speech.first - 9600 - opus.LOOK_AHEAD_SAMPLES) < 240
    assert abs(speech.last - 24000 - opus.LOOK_AHEAD_SAMPLES) < 960


@settings(max_examples=20)
@given(st.integers(0, 4000))
def test_every_sample_has_a_packet(count: int) -> None:
    frames = ENCODER.encode(np.zeros(count, np.int16))

    assert frames.holding(max(0, count - 1)) == len(frames.payloads) - 1
