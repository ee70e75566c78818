"""Sounds of people and rooms, drawn anew from each seed: `(n_samples,)` int16 at 48 kHz."""

from __future__ import annotations

import numpy as np

from repartee.bench.asides.vocal_tract import (
    CLOSED_MOUTH,
    OPEN_MOUTH,
    Signal,
    breath,
    count,
    folds,
    swell,
    through,
)
from repartee.caller.audio_format import Samples

_LEVEL = 0.1
"""Root mean square of the loud parts, of full scale: as loud as flite speaks."""
_QUIET_SECS = 0.1
"""Around each sound."""


def cough(seed: int) -> Samples:
    """A cough of 0.2 to 0.4 s: a burst of breath, a rush of air, and often a voice at its end.

    Args:
        seed: The same seed coughs the same.
    """
    draw = np.random.default_rng(seed)
    burst = through(breath(0.06, draw), OPEN_MOUTH) * swell(0.06, 0.004, 0.03)
    rush_secs = draw.uniform(0.1, 0.2)
    rush = through(breath(rush_secs, draw), OPEN_MOUTH) * swell(rush_secs, 0.01, 0.08) * 0.45
    parts = [_even(burst), _even(rush) * 0.5]
    if draw.random() < 0.6:
        secs = draw.uniform(0.06, 0.12)
        pitch = np.linspace(draw.uniform(180, 260), 120, count(secs))
        voice = through(folds(pitch, draw, rough=0.15), OPEN_MOUTH) * swell(secs, 0.02, 0.05)
        parts.append(_even(voice) * 0.6)
    return _sound(np.concatenate(parts))


def throat(seed: int) -> Samples:
    """Somebody clears their throat: rough voice behind a mouth that is nearly closed, twice.

    Args:
        seed: The same seed sounds the same.
    """
    draw = np.random.default_rng(seed)
    parts: list[Signal] = []
    for secs in draw.uniform(0.12, 0.2, 2):
        pitch = np.linspace(110, 85, count(secs)) * draw.uniform(0.9, 1.3)
        voice = folds(pitch, draw, rough=0.3)
        scrape = 0.4 * _even(breath(secs, draw))
        parts += [through(_even(voice) + scrape, CLOSED_MOUTH) * swell(secs, 0.02, 0.12)]
        parts += [np.zeros(count(0.04))]
    return _sound(np.concatenate(parts))


def laughter(seed: int) -> Samples:
    """A short laugh: three or four times "ha", each lower than the one before.

    Args:
        seed: The same seed laughs the same.
    """
    draw = np.random.default_rng(seed)
    pitch_hz = draw.uniform(170, 300)
    parts: list[Signal] = []
    for _ in range(int(draw.integers(3, 5))):
        parts.append(0.3 * _even(through(breath(0.07, draw), OPEN_MOUTH)))
        pitch = np.linspace(pitch_hz, pitch_hz * 0.85, count(0.11))
        voiced = through(folds(pitch, draw), OPEN_MOUTH) * swell(0.11, 0.015, 0.07)
        parts.append(_even(voiced))
        pitch_hz *= 0.92
    return _sound(np.concatenate(parts))


def hum(seed: int) -> Samples:
    """A "mhm" with the lips closed: two syllables, the second one higher, breath between them.

    Args:
        seed: The same seed hums the same.
    """
    draw = np.random.default_rng(seed)
    base = draw.uniform(105, 210)
    first, second = np.full(count(0.13), base), np.linspace(base, base * 1.35, count(0.2))
    voiced = [through(folds(each, draw), CLOSED_MOUTH) for each in (first, second)]
    between = 0.1 * _even(through(breath(0.06, draw), CLOSED_MOUTH))
    return _sound(
        np.concatenate(
            [
                _even(voiced[0]) * swell(0.13, 0.03, 0.3),
                between,
                _even(voiced[1]) * swell(0.2, 0.03, 0.15),
            ]
        )
    )


def knocks(seed: int) -> Samples:
    """Somebody knocks at a door, two or three times: a click, and a panel that rings for a moment.

    Args:
        seed: The same seed knocks the same.
    """
    draw = np.random.default_rng(seed)
    modes = draw.uniform((90, 190, 380, 700), (140, 280, 560, 1100))
    knock = _ringing(modes, 0.16, draw)
    gap = np.zeros(count(draw.uniform(0.02, 0.08)))
    return _sound(np.concatenate([knock, gap] * int(draw.integers(2, 4))))


def slam(seed: int) -> Samples:
    """A door that slams: one deep blow, and its room.

    Args:
        seed: The same seed slams the same.
    """
    draw = np.random.default_rng(seed)
    blow = _ringing(draw.uniform((45, 80, 150), (70, 130, 260)), 0.4, draw)
    room = (
        0.25 * _even(through(breath(0.4, draw), ((300, 400), (1200, 900)))) * swell(0.4, 0.01, 0.1)
    )
    return _sound(blow + room)


def keys(seed: int) -> Samples:
    """A few strokes on a keyboard: each is pressed with a click and a thump, and comes up again.

    Args:
        seed: The same seed types the same.
    """
    draw = np.random.default_rng(seed)
    typed = np.zeros(count(0.9))
    at = 0.0
    while at < 0.7:
        for later, loud in ((0.0, 1.0), (draw.uniform(0.05, 0.09), 0.4)):
            click = loud * _even(through(breath(0.03, draw), ((2600, 1500), (4800, 2500))))
            _add(typed, click * swell(0.03, 0.001, 0.005), at + later)
        at += draw.uniform(0.09, 0.2)
    return _sound(typed * 0.5)


def _ringing(modes: Signal, secs: float, draw: np.random.Generator) -> Signal:
    at = np.arange(count(secs)) / count(1.0)
    decays = draw.uniform(0.015, 0.05, len(modes)) * (modes[0] / modes) ** 0.3
    rung = sum(
        np.sin(2 * np.pi * mode * at) * np.exp(-at / decay) / (1 + n)
        for n, (mode, decay) in enumerate(zip(modes, decays, strict=True))
    )
    click = np.zeros(len(at))
    _add(click, breath(0.004, draw) * swell(0.004, 0.0005, 0.001), 0.0)
    return np.asarray(rung + 0.5 * click)


def _add(signal: Signal, piece: Signal, at_secs: float) -> None:
    begin = count(at_secs)
    piece = piece[: len(signal) - begin]
    signal[begin : begin + len(piece)] += piece


def _even(signal: Signal) -> Signal:
    """The same at a root mean square of 1."""
    power = float(np.sqrt(np.mean(np.square(signal))))
    return signal / power if power else signal


def _sound(signal: Signal) -> Samples:
    # Loud parts alone make the level: a knock is short, and as loud as speech all the same.
    loud = np.sort(np.abs(signal))[len(signal) // 2 :]
    level = float(np.sqrt(np.mean(np.square(loud))))
    quiet = np.zeros(count(_QUIET_SECS))
    scaled = np.concatenate([quiet, signal * (_LEVEL / level), quiet])
    # As a microphone's preamplifier does with what is too loud for it.
    return np.asarray(np.tanh(scaled) * 32_767, np.int16)
