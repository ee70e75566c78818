"""Speech for tests: flite speaks, PocketSphinx writes down or tells sentences apart."""

from __future__ import annotations

import shutil
import subprocess
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from pocketsphinx import Decoder

from repartee.tools.spoken import number_words

SAMPLE_RATE = 16_000
Samples = npt.NDArray[np.int16]

SOME_NOTES = ("buy milk and bread", "buy apples and wine", "call my mother", "read my book")
"""What somebody may have noted: the first in tests, the others to tell it from."""

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
    return _decoded(Decoder(samprate=SAMPLE_RATE, loglevel="FATAL"), samples)


def which_said(samples: Samples, sentences: Sequence[str]) -> str:
    """Which of some sentences was said; "" where none of them can have been.

    A general model takes "is forty two" for "is for detail" now and then, however good the sound.
    Told what there is to choose from, the same recogniser is right with 40 ms missing in three
    places and with noise 20 dB below the voice.

    Args:
        samples: One answer, with little before and after it.
        sentences: Among which to tell; lower case, numbers as words.
    """
    decoder = Decoder(samprate=SAMPLE_RATE, loglevel="FATAL", lm=None)
    choices = " | ".join(sentences)
    decoder.add_jsgf_string("choices", f"#JSGF V1.0; grammar g; public <said> = {choices};")
    decoder.activate_search("choices")
    return _decoded(decoder, samples)


def _decoded(decoder: Decoder, samples: Samples) -> str:
    decoder.start_utt()
    decoder.process_raw(samples.tobytes(), False, True)
    decoder.end_utt()
    hypothesis = decoder.hyp()
    return hypothesis.hypstr if hypothesis else ""


def sums_of(first: str, second: str) -> list[str]:
    """Every answer to "what is … plus …", right and wrong, as it is spoken."""
    return [f"{first} plus {second} is {number_words(number)}" for number in range(100)]


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


def stretches_of_sound(samples: Samples, quiet_secs: float) -> list[Samples]:
    """What `runs_of_sound` finds, each with a little of the silence around it."""
    around = 0.2
    return [
        samples[int(max(0.0, begin - around) * SAMPLE_RATE) : int((end + around) * SAMPLE_RATE)]
        for begin, end in runs_of_sound(samples, quiet_secs)
    ]
