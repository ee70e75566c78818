from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from repartee.engines.audio import Waveform
from repartee.engines.model_worker import Abandoned

# One temperature and one beam: Whisper's own retries at five rising temperatures, meant for files,
# take 2.8 s instead of 0.1 s on audio that is no speech (tiny, random weights, two shared cores). A
# beam of 5 costs 0.02 to 0.1 s there, and mends names and rare words; who has a GPU may want it.
TEMPERATURE = 0.0
BEAM_SIZE = 1


@dataclass(frozen=True, slots=True)
class Segment:
    """What a model wrote down, and how sure it was."""

    text: str
    no_speech_prob: float | None = None
    """How likely the model holds it that nobody spoke, 0 to 1; None where it does not tell."""
    avg_logprob: float | None = None
    """Mean log probability of its tokens, 0 or less; None where it does not tell."""


class WhisperBackend(Protocol):
    """One library that runs Whisper. All of it is called in the model's own thread."""

    @property
    def device(self) -> str:
        """Where it runs, in words: "the CPU as int8"; empty before `load`."""
        ...

    @property
    def english_only(self) -> bool:
        """Whether it knows no other language; known after `load`."""
        ...

    def load(self) -> None:
        """Load the model from its files, never from a network.

        Raises:
            WhisperLoadError: If it cannot be loaded, with what to do.
        """
        ...

    def transcribe(
        self, audio: Waveform, language: str, most_tokens: int, abandoned: Abandoned
    ) -> list[Segment]:
        """Write down what was said.

        Args:
            audio: At 16 kHz, up to 30 seconds.
            language: ISO 639-1; empty to detect it.
            most_tokens: Longest answer; a model that repeats itself is cut off there.
            abandoned: Whether nobody waits for it any more.
        """
        ...

    def close(self) -> None:
        """Let go of what the collector does not free."""
        ...


class WhisperLoadError(Exception):
    """A model cannot be loaded; the message says what happened, why, and what to do."""
