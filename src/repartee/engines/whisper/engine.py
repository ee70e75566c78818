from __future__ import annotations

import time
from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
from loguru import logger

from repartee.engines.audio import SPEECH_RATE, Waveform, waveform
from repartee.engines.model_worker import Abandoned, ModelWorker
from repartee.engines.speech_gate import SpeechGate
from repartee.engines.whisper.backend import Segment, WhisperBackend
from repartee.engines.whisper.silence_guard import Reason, SilenceGuard

LONGEST_SECS = 30.0
"""Whisper's window: longer audio is heard in pieces."""

# Four windows of Silero: a click is shorter, and the shortest "go" of flite's voices has nine.
_LEAST_SPEECH_SECS = 0.12
# More proves no more.
_ENOUGH_SPEECH_SECS = 0.5
# Fast speakers reach 4 words a second at 1.5 tokens a word; beyond that it is repeating itself.
_TOKENS_A_SEC = 8
_TOKENS_AT_LEAST = 16
_TOKENS_AT_MOST = 220


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of an utterance."""

    text: str
    """The words; empty if there were none."""
    dropped: tuple[Reason, ...] = ()
    """Why segments were dropped."""
    decoded: bool = True
    """Whether the model was asked at all."""
    avg_logprob: float | None = None
    """Mean log probability of the tokens of the piece of which the model was least sure, 0 or less;
    None where it does not tell."""


@dataclass(frozen=True, slots=True)
class _Model:
    gate: SpeechGate
    backend: WhisperBackend


class WhisperEngine:
    """One Whisper model for all sessions.

    Nothing becomes words unless three agree: Silero heard speech in it, the model does not hold
    that nobody spoke, and it did not guess or repeat itself.
    """

    def __init__(self, backend: WhisperBackend, guard: SilenceGuard, *, name: str) -> None:
        """Describe the engine; nothing is loaded yet.

        Args:
            backend: The library, with its model.
            guard: What decides about each segment.
            name: What its thread and log lines are called.
        """
        self._backend = backend
        self._guard = guard
        self._worker: ModelWorker[_Model] = ModelWorker(
            name, self._load, unload=lambda model: model.backend.close()
        )

    @property
    def device(self) -> str:
        """Where the model runs, in words; empty before the start."""
        return self._backend.device

    @property
    def english_only(self) -> bool:
        """Whether the model knows no other language; known after the start."""
        return self._backend.english_only

    @property
    def is_idle(self) -> bool:
        """Whether it has nothing to do."""
        return self._worker.is_idle

    async def start(self) -> None:
        """Load and warm the model, off the event loop.

        Raises:
            WhisperLoadError: If it cannot be loaded.
        """
        await self._worker.start()

    async def close(self) -> None:
        """Let the model go."""
        await self._worker.close()

    async def transcribe(self, session: Hashable, audio: bytes, language: str) -> Heard:
        """Write down an utterance, when it is the session's turn.

        Args:
            session: Whose it is.
            audio: PCM s16le mono at 16 kHz.
            language: ISO 639-1; empty to detect it.

        Raises:
            ModelBusyError: If too much is waiting already.
            ModelUnavailableError: If the model is not loaded.
        """
        samples = waveform(audio)
        return await self._worker.run(
            session, lambda model, abandoned: self._hear(model, samples, language, abandoned)
        )

    def _load(self) -> _Model:
        began = time.perf_counter()
        self._backend.load()
        # The first decode allocates and, on a GPU, compiles: not while a caller waits.
        second = np.zeros(SPEECH_RATE, np.float32)
        self._backend.transcribe(second, "en", _TOKENS_AT_LEAST, _Never())
        logger.debug("Whisper is ready after {:.1f} s", time.perf_counter() - began)
        return _Model(SpeechGate(), self._backend)

    def _hear(self, model: _Model, audio: Waveform, language: str, abandoned: Abandoned) -> Heard:
        speech_secs = model.gate.speech_secs(audio, _ENOUGH_SPEECH_SECS)
        if speech_secs < _LEAST_SPEECH_SECS:
            return Heard("", decoded=False)
        segments: list[Segment] = []
        window = int(LONGEST_SECS * SPEECH_RATE)
        for at in range(0, len(audio), window):
            if abandoned.is_set():
                break
            piece = audio[at : at + window]
            segments += model.backend.transcribe(piece, language, _most_tokens(piece), abandoned)
        return self._sift(segments, speech_secs)

    def _sift(self, segments: list[Segment], speech_secs: float) -> Heard:
        verdicts = [self._guard.judge(segment, speech_secs) for segment in segments]
        kept = [
            segment
            for segment, verdict in zip(segments, verdicts, strict=True)
            if verdict is Reason.SPEECH
        ]
        told = [each.avg_logprob for each in kept if each.avg_logprob is not None]
        return Heard(
            " ".join(each.text.strip() for each in kept),
            tuple(verdict for verdict in verdicts if verdict is not Reason.SPEECH),
            avg_logprob=min(told, default=None),
        )


class _Never:
    def is_set(self) -> bool:
        return False


def _most_tokens(audio: Waveform) -> int:
    wanted = _TOKENS_AT_LEAST + int(_TOKENS_A_SEC * len(audio) / SPEECH_RATE)
    return min(wanted, _TOKENS_AT_MOST)
