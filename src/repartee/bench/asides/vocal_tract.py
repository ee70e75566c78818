"""A mouth in its simplest form: breath or vocal folds, and the resonances before them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from repartee.caller.audio_format import SAMPLE_RATE

Signal: TypeAlias = npt.NDArray[np.float64]
Resonance: TypeAlias = tuple[float, float]
"""Frequency and bandwidth in Hz."""

OPEN_MOUTH: tuple[Resonance, ...] = ((650, 110), (1150, 130), (2500, 220), (3500, 300))
"""As of "ah" (Peterson and Barney, 1952), with a cough's losses."""
CLOSED_MOUTH: tuple[Resonance, ...] = ((260, 60), (1050, 220), (2200, 300))
"""As of "mm": sound leaves by the nose, which damps all but the lowest resonance."""


def count(secs: float) -> int:
    """So many samples are that long.

    Args:
        secs: In seconds.
    """
    return round(secs * SAMPLE_RATE)


def breath(secs: float, draw: np.random.Generator) -> Signal:
    """Air that is pressed through a narrow place: white noise.

    Args:
        secs: How long.
        draw: Where chance comes from.
    """
    return draw.normal(0.0, 1.0, count(secs))


def folds(pitch_hz: Signal, draw: np.random.Generator, *, rough: float = 0.02) -> Signal:
    """Vocal folds: a pulse a period, with the fall of 12 dB an octave that they have.

    Args:
        pitch_hz: `(n_samples,)`, how fast they swing at each sample.
        draw: Where chance comes from.
        rough: How much the pitch wavers, as a part of it.
    """
    wavering = pitch_hz * (1 + rough * draw.normal(0.0, 1.0, len(pitch_hz)))
    phase = np.cumsum(wavering) / SAMPLE_RATE
    pulses = np.diff(np.floor(phase), prepend=0.0)
    frequencies = np.fft.rfftfreq(len(pulses), 1 / SAMPLE_RATE)
    return np.fft.irfft(np.fft.rfft(pulses) / (1 + (frequencies / 150) ** 2), len(pulses))


def through(source: Signal, resonances: Sequence[Resonance]) -> Signal:
    """Sound behind a tract's resonances.

    Args:
        source: Breath or folds.
        resonances: Of the tract.
    """
    frequencies: Signal = np.fft.rfftfreq(len(source), 1 / SAMPLE_RATE).astype(np.float64)
    gain = np.zeros(len(frequencies))
    for n, (centre, width) in enumerate(resonances):
        gain += _peak(frequencies, centre, width) / (1 + n)
    return np.fft.irfft(np.fft.rfft(source) * gain, len(source))


def swell(secs: float, attack_secs: float, decay_secs: float) -> Signal:
    """How loud a burst is: up at once, and down like what is struck or blown.

    Args:
        secs: How long it is looked at.
        attack_secs: Until it is loudest.
        decay_secs: In which it then falls to a third.
    """
    at = np.arange(count(secs)) / SAMPLE_RATE
    rise = np.minimum(at / attack_secs, 1.0)
    return rise * np.exp(-np.maximum(at - attack_secs, 0.0) / decay_secs)


def _peak(frequencies: Signal, centre: float, width: float) -> Signal:
    # A second-order resonator's, without its phase, which nobody hears in noise.
    away = (frequencies**2 - centre**2) ** 2 + (frequencies * width) ** 2
    return centre * width / np.sqrt(np.maximum(away, 1.0))
