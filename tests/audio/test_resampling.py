from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.audio.resampling import Resampler

_RATES = [8000, 11_025, 16_000, 22_050, 24_000, 44_100, 48_000]


def _tone(hertz: float, rate: int, secs: float = 0.5) -> bytes:
    times = np.arange(int(rate * secs)) / rate
    return (10_000 * np.sin(2 * np.pi * hertz * times)).astype("<i2").tobytes()


def _in_chunks(resampler: Resampler, pcm: bytes, n_samples: int) -> bytes:
    step = n_samples * 2
    return b"".join(resampler.resample(pcm[at : at + step]) for at in range(0, len(pcm), step))


def _samples(pcm: bytes) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return np.frombuffer(pcm, "<i2").astype(np.float64)


@pytest.mark.parametrize("from_rate", _RATES)
@pytest.mark.parametrize("to_rate", [8000, 16_000, 24_000])
def test_a_tone_stays_the_same_tone_and_comes_at_most_3_ms_late(
    from_rate: int, to_rate: int
) -> None:
    found = _samples(_in_chunks(Resampler(from_rate, to_rate), _tone(1000, from_rate), 20))
    expected = _samples(_tone(1000, to_rate))
    assert 0 <= len(expected) - len(found) <= 0.0032 * to_rate
    middle = slice(to_rate // 20, len(found) - to_rate // 20)
    assert np.abs(found[middle] - expected[middle]).max() < 60


@pytest.mark.parametrize(("from_rate", "to_rate"), [(48_000, 16_000), (24_000, 8000)])
def test_what_the_lower_rate_cannot_hold_does_not_fold_back(from_rate: int, to_rate: int) -> None:
    found = _samples(Resampler(from_rate, to_rate).resample(_tone(to_rate * 0.6, from_rate)))
    middle = found[to_rate // 20 : -to_rate // 20]
    assert np.sqrt(np.mean(middle**2)) < 10_000 / np.sqrt(2) / 300


@given(
    st.sampled_from(_RATES),
    st.sampled_from(_RATES),
    st.lists(st.integers(0, 700), min_size=1, max_size=20),
)
def test_it_does_not_matter_how_sound_is_cut(from_rate: int, to_rate: int, cuts: list[int]) -> None:
    samples = np.random.default_rng(1).integers(-32_768, 32_767, sum(cuts), dtype="<i2")
    whole = Resampler(from_rate, to_rate).resample(samples.tobytes())
    resampler = Resampler(from_rate, to_rate)
    parts = [resampler.resample(part.tobytes()) for part in np.split(samples, np.cumsum(cuts))]
    assert b"".join(parts) == whole


@given(st.sampled_from(_RATES), st.sampled_from(_RATES), st.integers(0, 3000))
def test_a_stream_that_has_ended_is_as_long_as_it_was(
    from_rate: int, to_rate: int, n_samples: int
) -> None:
    resampler = Resampler(from_rate, to_rate)
    sound = np.random.default_rng(1).integers(-32_768, 32_767, n_samples, dtype="<i2").tobytes()
    for _ in range(2):  # the second stream knows nothing of the first
        out = resampler.resample(sound) + resampler.drain()
        assert abs(len(out) / 2 - n_samples * to_rate / from_rate) <= 2


def test_a_reset_forgets_what_came_before() -> None:
    resampler = Resampler(24_000, 16_000)
    resampler.resample(_tone(1000, 24_000))
    resampler.reset()
    assert set(resampler.resample(bytes(2000))) == {0}
