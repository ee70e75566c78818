from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.caller.audio_format import SAMPLE_RATE, Samples
from repartee.caller.pcm import (
    MulawEncoder,
    PcmEncoder,
    Upsampler,
    from_mulaw,
    in_telephone_band,
    mulaw,
)
from repartee.caller.speech_edges import find_speech, level_dbfs
from tests.caller.support.sounds import join, silence, tone


def hum(hertz: float, seconds: float = 0.5, rate: int = 8000) -> Samples:
    at = np.arange(round(seconds * rate)) / rate
    return (np.sin(2 * np.pi * hertz * at) * 8000).astype(np.int16)


@pytest.mark.parametrize(("sample", "code"), [(0, 0xFF), (32_767, 0x80), (-32_768, 0x00)])
def test_mulaw_is_g711s(sample: int, code: int) -> None:
    assert mulaw(np.array([sample], np.int16)) == bytes([code])


def test_every_mulaw_code_but_minus_nought_comes_back_as_it_was() -> None:
    codes = bytes(code for code in range(256) if code != 0x7F)

    assert mulaw(from_mulaw(codes)) == codes


@given(st.integers(-32_000, 32_000))
def test_mulaw_is_true_to_one_part_in_sixteen(sample: int) -> None:
    (heard,) = from_mulaw(mulaw(np.array([sample], np.int16)))

    assert abs(int(heard) - sample) <= abs(sample) / 16 + 4


@pytest.mark.parametrize(("hertz", "passes"), [(100, False), (1000, True), (3700, False)])
def test_a_telephone_leaves_out_what_is_low_and_what_is_high(hertz: float, passes: bool) -> None:
    heard = in_telephone_band(hum(hertz), 8000)

    assert (level_dbfs(heard) > -30) is passes


@pytest.mark.parametrize("encoder", [PcmEncoder(16_000), PcmEncoder(24_000), MulawEncoder()])
def test_frames_last_20_ms_and_the_last_is_filled_up(encoder: PcmEncoder | MulawEncoder) -> None:
    frames = encoder.encode(tone(0.05))

    assert len(frames.payloads) == 3
    assert {len(payload) for payload in frames.payloads} == {len(encoder.silence())}
    assert frames.holding(959) == 0
    assert frames.holding(960) == 1


@pytest.mark.parametrize("rate", [8000, 16_000, 24_000])
def test_encoding_moves_nothing_in_time(rate: int) -> None:
    sound = join(silence(0.2), tone(0.3), silence(0.2))
    pieces = PcmEncoder(rate).pieces(sound).reshape(-1)
    heard = Upsampler().feed(pieces, rate)
    speech = find_speech(heard)

    assert speech is not None
    assert speech.first / SAMPLE_RATE == pytest.approx(0.2, abs=0.005)
    assert speech.last / SAMPLE_RATE == pytest.approx(0.5, abs=0.005)


@given(st.lists(st.integers(1, 700), min_size=1, max_size=8), st.sampled_from([8000, 24_000]))
def test_sound_is_as_long_as_its_pieces_together(sizes: list[int], rate: int) -> None:
    upsampler = Upsampler()
    heard = [upsampler.feed(np.zeros(size, np.int16), rate) for size in sizes]

    assert sum(map(len, heard)) == sum(sizes) * (SAMPLE_RATE // rate)


def test_pieces_are_joined_without_a_click() -> None:
    upsampler, sound = Upsampler(), hum(200, 0.1, 24_000)
    heard = np.concatenate([upsampler.feed(piece, 24_000) for piece in np.split(sound, 5)])

    assert np.abs(np.diff(heard.astype(int))).max() <= np.abs(np.diff(sound.astype(int))).max()
