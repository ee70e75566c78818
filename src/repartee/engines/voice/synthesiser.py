from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from repartee.engines.voice.errors import INSTALL_HINT, VoiceUnavailableError
from repartee.engines.voice.manner import VoiceInfo

Samples = NDArray[np.int16]
SynthesiserName = Literal["auto", "flite", "espeak"]


class Sink(Protocol):
    """Takes what a synthesiser produces, while it produces it. It must not raise."""

    def word(self, position: int, seconds: float) -> None:
        """Learn when a word begins; told before the audio it begins in.

        Args:
            position: Index into the text of one of the word's characters.
            seconds: When it begins, from the start of this text's audio.
        """
        ...

    def audio(self, samples: Samples) -> bool:
        """Take more audio.

        Args:
            samples: `(n_samples,) int16`, only valid during the call.

        Returns:
            Whether to go on.
        """
        ...


class Synthesiser(Protocol):
    """A library that turns text into audio. It has one state for all: one text at a time."""

    name: str
    """What it is called."""
    sample_rate: int
    """Its own rate, in Hz."""
    ascii_only: bool
    """Whether it knows ASCII alone."""
    voices: tuple[VoiceInfo, ...]
    """What is installed, the default first."""

    def gain(self, voice: str) -> float:
        """The factor that makes a voice as loud as the others."""
        ...

    def speak(self, text: str, voice: str, rate: float, sink: Sink) -> None:
        """Synthesise a text; returns when all of it was handed to the sink, or the sink stopped it.

        Args:
            text: Something that can be said, without control characters.
            voice: One of `voices`.
            rate: Speaking rate as a factor of the voice's own.
            sink: Where the audio goes.
        """
        ...


def load_synthesiser(name: SynthesiserName) -> Synthesiser:
    """Load the best synthesiser that is installed.

    Args:
        name: Which one, or `auto`.

    Raises:
        VoiceUnavailableError: If it is not installed.
    """
    # Imported here, so that the espeak library (GPL) is met only in the process that needs it.
    from repartee.engines.voice.espeak import Espeak
    from repartee.engines.voice.flite import Flite

    makers: dict[str, Callable[[], Synthesiser]] = {"flite": Flite, "espeak": Espeak}
    chosen = makers.values() if name == "auto" else [makers[name]]
    reasons = []
    for make in chosen:
        try:
            return make()
        except OSError as error:
            reasons.append(str(error))
    raise VoiceUnavailableError(f"{INSTALL_HINT} ({'; '.join(reasons)})")
