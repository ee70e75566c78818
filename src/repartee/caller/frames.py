"""Speech as a wire sends it: encoded ahead of time, 20 ms a frame."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from repartee.caller.audio_format import FRAME_SAMPLES, Samples


@dataclass(frozen=True, slots=True)
class Frames:
    """A recording, encoded.

    Attributes:
        payloads: What is sent, one every 20 ms.
        look_ahead: How much later the encoder puts a sample into its frames, in samples at 48 kHz.
    """

    payloads: tuple[bytes, ...]
    look_ahead: int = 0

    def holding(self, sample: int) -> int:
        """The index of the frame that carries this sample, counted at 48 kHz."""
        return (sample + self.look_ahead) // FRAME_SAMPLES


class Encoder(Protocol):
    """Makes frames of speech. Equal encoders make equal frames."""

    def encode(self, samples: Samples) -> Frames:
        """Encode mono samples at 48 kHz, the last frame filled up with silence."""
        ...

    def silence(self) -> bytes:
        """One frame of silence."""
        ...

    def __hash__(self) -> int: ...
