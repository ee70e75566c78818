from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

import numpy as np
import numpy.typing as npt

from repartee.engines.voice.wire import VoiceName

Samples = npt.NDArray[np.int16]
Emit = Callable[[Samples], bool]
"""Takes the next samples, `(n_samples,)` int16; False asks the synthesiser to stop."""


class SynthesiserMissingError(Exception):
    """This synthesiser is not installed here."""


class Synthesiser(Protocol):
    """A speech synthesiser of this process. Neither is safe to call from two threads."""

    @property
    def name(self) -> str:
        """What it is called on the page."""
        ...

    @property
    def sample_rate(self) -> int:
        """Its own rate in Hz."""
        ...

    @property
    def voices(self) -> tuple[VoiceName, ...]:
        """The voices installed, the default one first."""
        ...

    def speak(self, text: str, voice: str, rate: float, emit: Emit) -> None:
        """Speak a text, handing out samples as they are made.

        Args:
            text: Printable text.
            voice: One of `voices`; another or none means the default.
            rate: Speaking rate as a factor of the voice's own.
            emit: Takes the samples.
        """
        ...
