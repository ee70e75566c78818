"""Recordings of somebody who pauses in mid-sentence, made of spoken sentences."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.int16]

SAMPLE_RATE = 16_000
"""Of all recordings, in Hz: what the detectors of speech and of turns work at."""

PAUSE_MARK = "|"
SHORTEST_PAUSE_SECS = 0.3
LONGEST_PAUSE_SECS = 1.5

_LEAD_SECS = 0.6
# Longer than stock Pipecat's three seconds, so that every turn ends within the recording.
_TAIL_SECS = 4.5
# What a microphone hears in a quiet room: -65 dBFS. Pauses of pure zeros are found nowhere.
_ROOM_RMS = 18.0
_AUDIBLE = 300
# Where a pause is cut in, searched around the begin of the word after it for the quietest place.
_SEARCH_SECS = 0.06
_FADE_SECS = 0.005


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence as a voice says it, without pauses.

    Attributes:
        voice: Whose.
        script: What, with `|` where somebody shall pause.
        samples: `(n_samples,)` int16 at `SAMPLE_RATE`.
        word_starts: When each word begins, in seconds.
    """

    voice: str
    script: str
    samples: Samples
    word_starts: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """What is said at a stretch.

    Attributes:
        words: The words.
        start: When it begins, in seconds of the recording.
        end: When its last sound is over.
    """

    words: str
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class TurnRecording:
    """One turn, with the silence before and after it.

    Attributes:
        name: What reports call it.
        samples: `(n_samples,)` int16 at `SAMPLE_RATE`.
        pieces: What is said, between pauses.
    """

    name: str
    samples: Samples
    pieces: tuple[Piece, ...]

    @property
    def speech_end(self) -> float:
        """When the turn is really over, in seconds."""
        return self.pieces[-1].end

    @property
    def paused(self) -> bool:
        """Whether the speaker pauses in it."""
        return len(self.pieces) > 1


def text_of(script: str) -> str:
    """What a voice is to say, without marks."""
    return " ".join(script.replace(PAUSE_MARK, " ").split())


def recorded(spoken: Spoken, seed: int = 0) -> TurnRecording:
    """Put pauses into a sentence where its script has marks.

    Args:
        spoken: The sentence.
        seed: The same seed draws the same pauses, of 0.3 to 1.5 s, and the same noise.
    """
    name = f"{spoken.voice}: {spoken.script}"
    draw = random.Random(f"{seed} {name}")
    texts = [" ".join(part.split()) for part in spoken.script.split(PAUSE_MARK)]
    sounds: list[Samples] = []
    pieces: list[Piece] = []
    at = _LEAD_SECS
    for text, sound in zip(texts, _cut(spoken, texts), strict=True):
        begin, end = _audible(sound)
        pieces.append(Piece(text, at, at + (end - begin) / SAMPLE_RATE))
        pause = draw.uniform(SHORTEST_PAUSE_SECS, LONGEST_PAUSE_SECS)
        sounds += [_faded(sound[begin:end]), np.zeros(round(pause * SAMPLE_RATE), np.int16)]
        at = pieces[-1].end + len(sounds[-1]) / SAMPLE_RATE
    sounds[-1] = np.zeros(round(_TAIL_SECS * SAMPLE_RATE), np.int16)
    lead = np.zeros(round(_LEAD_SECS * SAMPLE_RATE), np.int16)
    whole = np.concatenate([lead, *sounds])
    room = np.random.default_rng(draw.randrange(2**32)).normal(0, _ROOM_RMS, len(whole))
    mixed = np.clip(whole + room, -32768, 32767).astype(np.int16)
    return TurnRecording(name, mixed, tuple(pieces))


def _cut(spoken: Spoken, texts: Sequence[str]) -> list[Samples]:
    """Cut a sentence before the words that come after a pause."""
    cuts, words = [0], 0
    for text in texts[:-1]:
        words += len(text.split())
        cuts.append(_quietest(spoken.samples, spoken.word_starts[words]))
    cuts.append(len(spoken.samples))
    return [spoken.samples[a:b] for a, b in pairwise(cuts)]


def _quietest(samples: Samples, around: float) -> int:
    """The middle of the quietest 10 ms near a time in seconds."""
    width = SAMPLE_RATE // 100
    low = max(0, round((around - _SEARCH_SECS) * SAMPLE_RATE))
    high = min(len(samples) - width, round((around + _SEARCH_SECS / 2) * SAMPLE_RATE))
    power = np.convolve(
        samples[low : high + width].astype(np.float64) ** 2, np.ones(width), "valid"
    )
    return low + int(np.argmin(power)) + width // 2


def _audible(samples: Samples) -> tuple[int, int]:
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > _AUDIBLE)
    return (int(loud[0]), int(loud[-1]) + 1) if len(loud) else (0, len(samples))


def _faded(samples: Samples) -> Samples:
    """Without the clicks of a cut."""
    width = min(round(_FADE_SECS * SAMPLE_RATE), len(samples) // 2)
    gain = np.ones(len(samples))
    gain[:width] = np.linspace(0, 1, width)
    gain[len(samples) - width :] = np.linspace(1, 0, width)
    return (samples * gain).astype(np.int16)
