"""Speech for tests: flite speaks, PocketSphinx with its general model writes down."""

from __future__ import annotations

import shutil
import subprocess
import wave
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from pocketsphinx import Decoder

SAMPLE_RATE = 16_000
Samples = npt.NDArray[np.int16]

needs_flite = pytest.mark.skipif(
    shutil.which("flite") is None, reason="flite is not installed: apt-get install flite"
)


def speak(text: str, voice: str, directory: Path) -> Samples:
    """Speak a text; `(n_samples,)` int16 at 16 kHz."""
    path = directory / "spoken.wav"
    subprocess.run(["flite", "-voice", voice, "-t", text, "-o", str(path)], check=True)
    with wave.open(str(path)) as file:
        assert file.getframerate() == SAMPLE_RATE
        return np.frombuffer(file.readframes(file.getnframes()), np.int16)


def write_down(samples: Samples) -> str:
    """What a general recogniser understands, lower case; it knows nothing of our phrases."""
    decoder = Decoder(samprate=SAMPLE_RATE, loglevel="FATAL")
    decoder.start_utt()
    decoder.process_raw(samples.tobytes(), False, True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    return hypothesis.hypstr if hypothesis else ""


def runs_of_sound(samples: Samples, quiet_secs: float) -> list[tuple[float, float]]:
    """Begin and end in seconds of each stretch of sound, apart by at least a silence."""
    block = SAMPLE_RATE // 100
    whole = samples[: samples.size - samples.size % block].reshape(-1, block).astype(np.float64)
    loud = np.flatnonzero(np.sqrt(np.mean(whole**2, axis=1)) > 150)
    runs: list[tuple[float, float]] = []
    for at in loud / 100:
        if runs and at - runs[-1][1] < quiet_secs:
            runs[-1] = (runs[-1][0], float(at) + 0.01)
        else:
            runs.append((float(at), float(at) + 0.01))
    return runs
