"""When callers fell silent, by the level of what they sent; times are in seconds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.transports.line import HEARD_RATE
from repartee.transports.room.spoken_tail import SpokenTail

_PIECE = 320


def _tone(level: int) -> bytes:
    return (np.resize([level, -level], _PIECE)).astype("<i2").tobytes()


def _heard(levels: list[int]) -> SpokenTail:
    tail = SpokenTail()
    for index, level in enumerate(levels):
        tail.heard(_tone(level), index * 0.02)
    return tail


def test_it_is_quiet_since_the_last_audible_piece() -> None:
    tail = _heard([0] * 10 + [3000] * 20 + [400] * 2 + [0] * 10)
    assert tail.quiet_secs(0.84) == pytest.approx(0.84 - 31 * 0.02)


def test_what_is_as_loud_as_the_room_is_no_speech() -> None:
    tail = _heard([30] * 10 + [3000] * 20 + [30] * 10)
    assert tail.quiet_secs(0.8) == pytest.approx(0.8 - 29 * 0.02)


def test_silence_alone_tells_nothing() -> None:
    assert _heard([]).quiet_secs(1) is None
    assert _heard([0] * 50).quiet_secs(1) is None


def test_what_was_long_ago_is_forgotten() -> None:
    assert _heard([3000] * 5 + [0] * 160).quiet_secs(3.3) is None


def test_what_is_far_below_a_voice_is_no_speech_where_the_room_is_not_known() -> None:
    # The tail of a synthetic voice, between which and silence there is nothing.
    tail = _heard([0] * 10 + [3000] * 20 + [100] * 2 + [0] * 10)
    assert tail.quiet_secs(0.84) == pytest.approx(0.84 - 29 * 0.02)


_Sound = npt.NDArray[np.int16]


def _sine(secs: float, dbfs: float) -> _Sound:
    places = np.arange(round(secs * HEARD_RATE))
    # Root mean square is 3 dB below the crest.
    wave = np.sin(2 * np.pi * 200 * places / HEARD_RATE) * 32768 * 10 ** ((dbfs + 3) / 20)
    return wave.astype(np.int16)


def _noise(secs: float, dbfs: float) -> _Sound:
    random = np.random.default_rng(7)
    return (random.normal(0, 32768 * 10 ** (dbfs / 20), round(secs * HEARD_RATE))).astype(np.int16)


def _silence(secs: float) -> _Sound:
    return np.zeros(round(secs * HEARD_RATE), np.int16)


def _quiet_secs(*sounds: _Sound, piece_secs: float = 0.02) -> float | None:
    tail, sound = SpokenTail(), np.concatenate(sounds)
    step = round(piece_secs * HEARD_RATE)
    for end in range(step, len(sound) + 1, step):
        tail.heard(sound[end - step : end].tobytes(), end / HEARD_RATE)
    return tail.quiet_secs(len(sound) / HEARD_RATE)


@given(st.integers(100, 300), st.sampled_from([0.01, 0.02, 0.04]))
def test_it_is_the_piece_in_which_speech_ends(paused_ms: int, piece_secs: float) -> None:
    speech = _sine(2 - paused_ms / 1000, -15)
    pause = np.zeros(2 * HEARD_RATE - len(speech), np.int16)
    told = _quiet_secs(speech, pause, piece_secs=piece_secs)
    assert told is not None
    assert -1e-6 <= paused_ms / 1000 - told <= piece_secs + 1e-6


def test_the_noise_of_a_recording_that_ends_in_silence_is_no_speech() -> None:
    # A file that is played to the server: its own noise around speech, then nothing.
    noise = _noise(0.3, -58)
    told = _quiet_secs(_silence(1), noise, _sine(1.5, -15), noise, _silence(0.2))
    assert told == pytest.approx(0.5, abs=0.02)


def test_half_a_sample_of_a_careless_client_does_no_harm() -> None:
    tail = SpokenTail()
    tail.heard(_sine(0.5, -15).tobytes() + b"x", 0.5)
    tail.heard(_silence(0.1).tobytes(), 0.6)
    assert tail.quiet_secs(0.6) == pytest.approx(0.1)
