from __future__ import annotations

import asyncio
from pathlib import Path

from pipecat.services.tts_service import TTSService

from repartee.engines.kokoro import SAMPLE_RATE, KokoroEngine, KokoroLoadError
from repartee.engines.voice import UnknownVoiceError
from repartee.services.config import VoiceConfig
from repartee.services.local_models import (
    check_model,
    find_file,
    look_for,
    not_here,
    require_package,
    resolve_model,
)
from repartee.services.provider import Check, ProviderError, VoiceChoice
from repartee.services.voices.kokoro_voices import DEFAULT_VOICE, VOICE_IDS, choices, voice_for
from repartee.services.voices.local_voice import (
    LocalVoiceTTSService,
    LocalVoiceTTSSettings,
    local_manner,
)

_DEFAULT_MODEL = "kokoro-82m"
# The weights, and the arena that ONNX Runtime works in.
_MEMORY_FACTOR = 1.5


class KokoroVoice:
    """Kokoro in this process: one model for all sessions, 54 voices in eight languages.

    The first clause is spoken while the rest is being made. Stock Pipecat loads a model for each
    session in the constructor, on the event loop, after fetching it there too, and makes a whole
    sentence before the first sound of it: 1.2 to 1.6 s for 3 s of speech on two shared cores.

    Words are timed, so that an interrupted answer keeps in the context what was heard.
    """

    id = "kokoro"
    sample_rate = SAMPLE_RATE

    def __init__(self, config: VoiceConfig) -> None:
        """Describe the voice; nothing is loaded yet.

        Args:
            config: The settings of the voice.
        """
        self._config = config
        self._model = config.model or _DEFAULT_MODEL
        self._default_voice = config.voice or voice_for(config.language, VOICE_IDS) or DEFAULT_VOICE
        self._engine: KokoroEngine | None = None

    @property
    def label(self) -> str:
        """What people call it, such as "Kokoro (kokoro-82m)"."""
        return f"Kokoro ({self._model})"

    @property
    def voices(self) -> tuple[VoiceChoice, ...]:
        """Who can speak, the default one first."""
        return choices(self._engine.voices if self._engine else VOICE_IDS, self._default_voice)

    async def start(self) -> None:
        """Load the model off the event loop.

        Raises:
            ProviderError: If a package or a file is missing, or the configured voice.
        """
        if self._engine is not None:
            return
        model, voices = await asyncio.to_thread(self._find)
        engine = KokoroEngine(model, voices, default_voice=self._default_voice)
        try:
            await engine.start()
        except (KokoroLoadError, UnknownVoiceError) as error:
            raise ProviderError(str(error)) from error
        self._engine = engine

    async def close(self) -> None:
        """Let the model go."""
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.close()

    def manner(self, rate: float | None, volume: float | None) -> LocalVoiceTTSSettings:
        """The settings by which its services speak otherwise from the next sentence on.

        Args:
            rate: Speaking rate as a factor of the voice's own; None to leave it.
            volume: Loudness as a factor; None to leave it.
        """
        return local_manner(rate, volume)

    async def check(self) -> Check:
        """Look whether the package and the files are here, and fit into memory."""
        return await look_for(self._model, self._check)

    def voice(self, voice: str = "", language: str = "") -> TTSService:
        """Make the service of one session.

        Args:
            voice: Id of a voice; empty for the configured one.
            language: BCP 47 or ISO 639-1; without a voice, one that speaks it is taken where the
                configured one does not.

        Raises:
            ProviderError: If the voice is not started.
            UnknownVoiceError: If there is no such voice.
        """
        if self._engine is None:
            raise ProviderError("kokoro is not started")
        if not voice and language and not voice_for(language, (self._default_voice,)):
            voice = voice_for(language, self._engine.voices) or ""
        return LocalVoiceTTSService(
            self._engine, voice=voice or self._default_voice, rate=self._config.speed
        )

    def _find(self) -> tuple[Path, Path]:
        require_package("kokoro_onnx", "kokoro")
        found = resolve_model(self._config.models_dir, self.id, (self._model,))
        if found is None:
            raise not_here(self.id, self._model)
        model = find_file(found, "*.onnx")
        voices = find_file(model.parent, "voices*") if model else None
        if model is None or voices is None:
            raise ProviderError(
                f"{found} is no whole model of Kokoro: it needs a .onnx file and "
                "voices-v1.0.bin beside it. Fetch it anew, or copy the files there."
            )
        return model, voices

    def _check(self) -> Check:
        model, _ = self._find()
        device = "this machine" if self._engine else ""
        return check_model(self._model, model, device=device, memory_factor=_MEMORY_FACTOR)
