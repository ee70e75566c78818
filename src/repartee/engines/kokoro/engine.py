from __future__ import annotations

from pathlib import Path

from repartee.engines.clauses import split_for_speaking
from repartee.engines.kokoro.model import SAMPLE_RATE, KokoroModel
from repartee.engines.kokoro.speech import KokoroSpeech
from repartee.engines.model_worker import ModelWorker, WorkerState
from repartee.engines.voice import Manner, UnknownVoiceError, VoiceUnavailableError

_LONGEST_TEXT = 20_000
# About 1.5 seconds of speech, made in some 0.7 on two cores. Later sentences have the time that
# the one before them takes.
_FIRST_PIECE = 25
_LATER_PIECE = 60
_WARM_UP = "Hello."


class KokoroEngine:
    """Kokoro for any number of sessions at a time, in turns of a clause each."""

    name = "kokoro"
    sample_rate = SAMPLE_RATE

    def __init__(self, model: Path, voices: Path, *, default_voice: str = "af_heart") -> None:
        """Describe the engine; nothing is loaded yet.

        Args:
            model: Such as kokoro-v1.0.onnx.
            voices: Such as voices-v1.0.bin.
            default_voice: Who speaks where no voice is asked for.
        """
        self._worker: ModelWorker[KokoroModel] = ModelWorker("kokoro", self._load)
        self._model, self._voices_file = model, voices
        self._default_voice = default_voice
        self._voices: tuple[str, ...] = ()

    @property
    def voices(self) -> tuple[str, ...]:
        """Ids of the voices that are there; empty before the start."""
        return self._voices

    async def start(self) -> None:
        """Load the model off the event loop, and speak once.

        Raises:
            KokoroLoadError: If it cannot be loaded.
        """
        await self._worker.start()

    async def close(self) -> None:
        """Let the model go."""
        await self._worker.close()

    def require_voice(self, voice: str) -> None:
        """Make sure that a voice is there.

        Args:
            voice: Its id; the empty one is always there.

        Raises:
            UnknownVoiceError: If it is not.
        """
        if voice and voice not in self._voices:
            raise UnknownVoiceError(voice, self._voices)

    def synthesise(self, text: str, manner: Manner) -> KokoroSpeech:
        """Begin to speak a text; nothing is made until it is iterated.

        Args:
            text: Up to 20,000 characters; what cannot be said is left out in silence.
            manner: How to say it.

        Raises:
            UnknownVoiceError: If the voice is not there.
            VoiceUnavailableError: If the model is not loaded.
            ValueError: If the text is too long.
        """
        if self._worker.state is not WorkerState.READY:
            raise VoiceUnavailableError(f"Kokoro is {self._worker.state.value}.")
        if len(text) > _LONGEST_TEXT:
            raise ValueError(f"a text may have {_LONGEST_TEXT} characters, not {len(text)}")
        self.require_voice(manner.voice)
        pieces = split_for_speaking(text, _FIRST_PIECE if manner.prompt else _LATER_PIECE)
        return KokoroSpeech(self._worker, pieces, manner.voice or self._default_voice, manner)

    def _load(self) -> KokoroModel:
        model = KokoroModel(self._model, self._voices_file)
        self._voices = model.voices
        if self._default_voice not in model.voices:
            raise UnknownVoiceError(self._default_voice, model.voices)
        model.speak(_WARM_UP, self._default_voice, 1.0)
        return model
