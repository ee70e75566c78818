from __future__ import annotations

from collections import deque
from dataclasses import dataclass

import numpy as np
import soxr
from numpy.typing import NDArray

from repartee.engines.voice.protocol import CHUNK_SECS
from repartee.engines.voice.synthesiser import Samples

Signal = NDArray[np.float32]

# flite's silence stays under 105 of 32768 (worst voice: awb), its softest first sound, an h, starts
# at 120; what comes just before it is kept.
_SILENCE = 120
_LEAD_IN_SECS = 0.03
_FULL_SCALE = 32_768
# Louder than this is bent, so that no gain ever reaches full scale.
_KNEE = 0.8


@dataclass(frozen=True)
class Shaped:
    """20 ms of finished audio, with the words that begin in it."""

    words: tuple[tuple[int, float], ...]
    """Index of each word and its beginning, in seconds from the utterance's first audio."""
    audio: bytes
    """PCM s16le mono."""


class Shaper:
    """Turns what a synthesiser makes into chunks of one length, rate and loudness.

    Order matters: silence is found at the voice's own level, and gain is limited before the
    resampler, whose state carries over from piece to piece so that no seam is heard.
    """

    def __init__(self, source_rate: int, sample_rate: int, gain: float) -> None:
        """Prepare for one utterance.

        Args:
            source_rate: The synthesiser's rate, in Hz.
            sample_rate: The rate to deliver, in Hz; a multiple of 50.
            gain: Factor on the amplitude.
        """
        self._source_rate = source_rate
        self._gain = gain
        self._resampler = (
            None
            if source_rate == sample_rate
            else soxr.ResampleStream(source_rate, sample_rate, 1, dtype="float32", quality="HQ")
        )
        self._chunk = int(sample_rate * CHUNK_SECS)
        self._sample_rate = sample_rate
        self._finished = np.zeros(0, np.float32)
        self._words: deque[tuple[int, float]] = deque()
        # All counted in samples.
        self._taken = 0
        self._trimmed = 0
        self._delivered = 0
        # What is kept of the silence before a piece; None once the piece has sounded.
        self._lead_in: Samples | None = None
        self._piece_start = 0

    @property
    def delivered_secs(self) -> float:
        """How much audio was delivered, in seconds."""
        return self._delivered / self._sample_rate

    def begin_piece(self, *, trim: bool) -> None:
        """Expect the audio of another piece.

        Args:
            trim: Whether to leave out the silence it starts with.
        """
        self._piece_start = self._taken
        self._lead_in = np.zeros(0, np.int16) if trim else None

    def word(self, index: int, seconds: float) -> None:
        """Note when a word begins.

        Args:
            index: Which word of the utterance.
            seconds: From the start of the piece's audio, silence included.
        """
        self._words.append((index, self._piece_start / self._source_rate + seconds))

    def audio(self, samples: Samples) -> list[Shaped]:
        """Take audio, and give what is finished.

        Args:
            samples: `(n_samples,) int16` at the synthesiser's rate; copied.
        """
        self._taken += len(samples)
        if self._lead_in is not None:
            samples = self._trim(np.concatenate((self._lead_in, samples)))
        return self._append(_soften(samples, self._gain), last=False) if len(samples) else []

    def finish(self) -> list[Shaped]:
        """Give the rest, filled up with silence to a whole chunk."""
        shaped = self._append(np.zeros(0, np.float32), last=True)
        if len(self._finished):
            missing = self._chunk - len(self._finished)
            self._finished = np.pad(self._finished, (0, missing))
            shaped += self._whole_chunks()
        return shaped

    def _trim(self, samples: Samples) -> Samples:
        """Drop silence but for the last of it; all is held back until there is a sound."""
        loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > _SILENCE)
        keep = int(_LEAD_IN_SECS * self._source_rate)
        first = int(loud[0]) if len(loud) else len(samples)
        dropped = max(0, first - keep)
        self._trimmed += dropped
        self._lead_in = None if len(loud) else samples[dropped:].copy()
        return samples[dropped:] if len(loud) else samples[:0]

    def _append(self, signal: Signal, *, last: bool) -> list[Shaped]:
        if self._resampler is not None:
            signal = self._resampler.resample_chunk(signal, last=last)
        self._finished = np.concatenate((self._finished, signal))
        return self._whole_chunks()

    def _whole_chunks(self) -> list[Shaped]:
        count = len(self._finished) // self._chunk
        whole, self._finished = np.split(self._finished, [count * self._chunk])
        pcm = np.clip(whole * _FULL_SCALE, -_FULL_SCALE, _FULL_SCALE - 1).astype("<i2")
        return [self._shaped(chunk) for chunk in pcm.reshape(count, self._chunk)]

    def _shaped(self, chunk: Samples) -> Shaped:
        self._delivered += len(chunk)
        return Shaped(self._words_until(self.delivered_secs), chunk.tobytes())

    def _words_until(self, end: float) -> tuple[tuple[int, float], ...]:
        words = []
        trimmed = self._trimmed / self._source_rate
        while self._words and self._words[0][1] - trimmed < end:
            index, seconds = self._words.popleft()
            words.append((index, max(0.0, seconds - trimmed)))
        return tuple(words)


def _soften(samples: Samples, gain: float) -> Signal:
    """Apply a gain, bending what would come near full scale instead of cutting it off."""
    signal: Signal = samples.astype(np.float32) * np.float32(gain / _FULL_SCALE)
    level = np.abs(signal)
    if gain <= 1 or level.max(initial=0.0) <= _KNEE:
        return signal
    bent = _KNEE + (1 - _KNEE) * np.tanh((level - _KNEE) / (1 - _KNEE))
    return np.where(level > _KNEE, np.copysign(bent, signal), signal).astype(np.float32)
