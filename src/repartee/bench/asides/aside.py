from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from repartee.bench.asides.sounds import cough, hum, keys, knocks, laughter, slam, throat
from repartee.caller import Recording
from repartee.caller.audio_format import Samples
from repartee.caller.synthesis import synthesise

ECHO = "the agent's echo"
ECHO_DB = -20.0
"""How much quieter the agent comes back than it was heard: a loudspeaker across a desk."""
ECHO_SECS = 0.1
"""How much later."""

_SOUNDS: Mapping[str, tuple[Callable[[int], Samples], int]] = {
    "cough": (cough, 4),
    "throat": (throat, 2),
    "laughter": (laughter, 2),
    "knocks": (knocks, 2),
    "door": (slam, 1),
    "keyboard": (keys, 1),
}
_HUMS = 2
_LISTENING = (
    ("uh-huh", "kal16"),
    ("yeah", "slt"),
    ("yeah", "rms"),
    ("right", "awb"),
    ("okay", "rms"),
    ("I see", "slt"),
)


@dataclass(frozen=True, slots=True)
class Aside:
    """A sound that wants no answer.

    Attributes:
        kind: Of what kind it is, as tables name it.
        words: What good ears make of it; empty for nothing.
        recording: The sound, with a name of its own.
        into_secs: How long after an answer's first sample its own first sample is let out.
    """

    kind: str
    words: str
    recording: Recording
    into_secs: float = 1.0


def asides() -> list[Aside]:
    """One of each: coughs, laughter, knocks, keys, and signs that somebody listens.

    Raises:
        BadInputError: Nothing here can speak.
    """
    sounds = [
        Aside(kind, "", Recording.from_samples(make(seed), f"{kind} {seed + 1}"))
        for kind, (make, variants) in _SOUNDS.items()
        for seed in range(variants)
    ]
    hummed = [
        Aside('"mhm"', "mhm", Recording.from_samples(hum(seed), f'"mhm" {seed + 1}'))
        for seed in range(_HUMS)
    ]
    return [*sounds, *hummed, *(_spoken(text, voice) for text, voice in _LISTENING)]


def echo_of(heard: Samples, words: str) -> Aside:
    """What a microphone picks up of the agent itself, where nothing cancels it.

    Args:
        heard: The agent, at 48 kHz.
        words: What it says there: ears understand it as well as anybody.

    Raises:
        BadInputError: There is nothing to be heard in it.
    """
    quieter = (heard.astype(np.float64) * 10 ** (ECHO_DB / 20)).astype(np.int16)
    return Aside(ECHO, words, Recording.from_samples(quieter, ECHO), ECHO_SECS)


def _spoken(text: str, voice: str) -> Aside:
    said = synthesise(text, voice)
    return Aside(f'"{text}"', text, Recording(f'"{text}" ({voice})', said.samples, said.speech))
