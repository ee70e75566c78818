"""Sound that passes for speech: syllables of a low tone, with known edges."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np

from repartee.caller.audio_format import SAMPLE_RATE, Samples


def silence(seconds: float, rate: int = SAMPLE_RATE) -> Samples:
    return np.zeros(round(seconds * rate), np.int16)


def tone(seconds: float, amplitude: float = 8000, rate: int = SAMPLE_RATE) -> Samples:
    """A steady 200 Hz: loud from its first sample (a cosine) to its last."""
    at = np.arange(round(seconds * rate)) / rate
    return (np.cos(2 * np.pi * 200 * at) * amplitude).astype(np.int16)


def noise(seconds: float, dbfs: float, seed: int = 1) -> Samples:
    spread = 32768 * 10 ** (dbfs / 20)
    drawn = np.random.default_rng(seed).normal(0, spread, round(seconds * SAMPLE_RATE))
    return drawn.clip(-32768, 32767).astype(np.int16)


def join(*pieces: Samples) -> Samples:
    return np.concatenate(pieces)


def write_wav(path: Path, samples: Samples, rate: int = SAMPLE_RATE) -> Path:
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def read_wav(path: Path) -> Samples:
    with wave.open(str(path), "rb") as file:
        assert (file.getnchannels(), file.getframerate()) == (1, SAMPLE_RATE)
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)
