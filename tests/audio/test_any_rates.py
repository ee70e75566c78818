from __future__ import annotations

import numpy as np
import pytest

from repartee.audio.any_rates import AnyRates
from repartee.audio.resampling import Resampler


def _noise(n_samples: int) -> bytes:
    return np.random.default_rng(1).integers(-9000, 9000, n_samples, "<i2").tobytes()


def test_a_stream_of_one_rate_is_resampled_as_a_whole() -> None:
    pcm, rates = _noise(480), AnyRates()
    pieces = [rates.resample(pcm[at : at + 320], 24_000, 16_000) for at in range(0, 960, 320)]
    assert b"".join(pieces) == Resampler(24_000, 16_000).resample(pcm)


@pytest.mark.parametrize("changed", [(8000, 16_000), (24_000, 8000)])
def test_from_a_new_rate_on_it_is_a_new_stream(changed: tuple[int, int]) -> None:
    pcm, rates = _noise(480), AnyRates()
    rates.resample(pcm, 24_000, 16_000)
    assert rates.resample(pcm, *changed) == Resampler(*changed).resample(pcm)


def test_what_was_held_back_comes_out_at_the_end_and_after_a_reset_does_not() -> None:
    pcm, rates, resampler = _noise(480), AnyRates(), Resampler(24_000, 16_000)
    resampler.resample(pcm)
    rates.resample(pcm, 24_000, 16_000)
    assert rates.drain() == resampler.drain() != b""
    rates.resample(pcm, 24_000, 16_000)
    rates.reset()
    assert rates.drain() == b""
