"""Speech from files: decoded, checked, and encoded once for all calls that play it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

import av
import numpy as np
from av.audio.resampler import AudioResampler
from av.container import InputContainer

from repartee.caller.audio_format import SAMPLE_RATE, Samples
from repartee.caller.errors import BadInputError
from repartee.caller.frames import Encoder, Frames
from repartee.caller.speech_edges import SampleSpan, find_speech

LONGEST_SECONDS = 600
"""A longer file is refused: it is held in memory, and nobody talks that long in one breath."""


@dataclass(frozen=True)
class Recording:
    """Something to say.

    Attributes:
        name: What reports call it.
        samples: The sound, mono, 48 kHz.
        speech: Its first and last sample of speech.
    """

    name: str
    samples: Samples
    speech: SampleSpan
    _encoded: dict[Encoder, Frames] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def load(cls, path: str | Path) -> Recording:
        """Read a sound file: WAV of any rate, width and channel count, or what else FFmpeg reads.

        Raises:
            BadInputError: The file is missing, no sound, too long, or holds no speech.
        """
        path = Path(path)
        return cls.from_samples(_decode(path), name=path.name)

    @classmethod
    def from_samples(cls, samples: Samples, name: str = "recording") -> Recording:
        """Take mono int16 samples at 48 kHz as they are.

        Raises:
            BadInputError: There is no speech in them.
        """
        speech = find_speech(samples)
        if speech is None:
            raise BadInputError(f"{name} holds no speech: it is empty or silent throughout.")
        return cls(name, samples, speech)

    @property
    def seconds(self) -> float:
        """How long it lasts."""
        return len(self.samples) / SAMPLE_RATE

    def frames(self, encoder: Encoder) -> Frames:
        """The sound as this encoder makes it, encoded once for all calls."""
        if encoder not in self._encoded:
            self._encoded[encoder] = encoder.encode(self.samples)
        return self._encoded[encoder]


def _decode(path: Path) -> Samples:
    if not path.is_file():
        raise BadInputError(f"There is no sound file at {path}.")
    try:
        with av.open(str(path)) as container:
            return _join(_mono_pieces(container, path))
    except (av.FFmpegError, OSError) as error:
        reason = error.strerror or str(error)
        raise BadInputError(f"{path} cannot be read as sound: {reason}.") from error


def _mono_pieces(container: InputContainer, path: Path) -> Iterator[Samples]:
    if not container.streams.audio:
        raise BadInputError(f"{path} holds no sound.")
    resampler = AudioResampler(format="s16", layout="mono", rate=SAMPLE_RATE)
    room = LONGEST_SECONDS * SAMPLE_RATE
    for frame in chain(container.decode(audio=0), (None,)):
        for piece in resampler.resample(frame):
            room -= piece.samples
            if room < 0:
                raise BadInputError(
                    f"{path} is longer than {LONGEST_SECONDS // 60} minutes: cut it."
                )
            yield piece.to_ndarray().reshape(-1).astype(np.int16, copy=False)


def _join(pieces: Iterator[Samples]) -> Samples:
    return np.concatenate([np.empty(0, np.int16), *pieces])
