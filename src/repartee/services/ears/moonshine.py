from __future__ import annotations

import asyncio
from pathlib import Path

from loguru import logger
from pipecat.services.stt_service import STTService

from repartee.engines.moonshine import MoonshineEngine, MoonshineLoadError, missing_files
from repartee.services.config import EarsConfig
from repartee.services.ears.local_streaming import StreamingSTTService
from repartee.services.local_models import (
    check_model,
    look_for,
    not_here,
    require_package,
    resolve_model,
)
from repartee.services.provider import Check, ProviderError

# Languages whose only streaming model is the tiny one (moonshine-voice 0.1.5).
_TINY_LANGUAGES = ("ar", "tl", "vi", "zh")
# Published for medium-streaming, plus the VAD's pause.
_SLOWEST_SECS = 0.5
# Its files are mapped into memory as they are, and the arena comes on top.
_MEMORY_FACTOR = 1.5


class MoonshineEars:
    """Moonshine in this process: words while one speaks, one model for all sessions."""

    id = "moonshine"

    def __init__(self, config: EarsConfig) -> None:
        """Describe the ears; nothing is loaded yet.

        Args:
            config: The settings of the ears.
        """
        self._config = config
        # A model knows one language, so none can be detected.
        language = _iso_639(config.language)
        self._language = "en" if language == "auto" else language
        self._model = config.model or default_model(self._language)
        self._engine: MoonshineEngine | None = None

    @property
    def label(self) -> str:
        """What people call it, such as "Moonshine small-streaming-en"."""
        return f"Moonshine {self._model}"

    @property
    def languages(self) -> tuple[str, ...]:
        """The one that its model knows."""
        return (self._language,)

    async def start(self) -> None:
        """Load the model off the event loop.

        Raises:
            ProviderError: If the package or the model is missing, or cannot be loaded.
        """
        if self._engine is not None:
            return
        engine = MoonshineEngine(await asyncio.to_thread(self._find))
        try:
            await engine.start()
        except MoonshineLoadError as error:
            raise ProviderError(str(error)) from error
        self._engine = engine

    async def close(self) -> None:
        """Let the model go."""
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.close()

    async def check(self) -> Check:
        """Look whether the package and the model's files are here, and fit into memory."""
        return await look_for(self._model, self._check)

    def ears(self, language: str = "") -> STTService:
        """Make the service of one session.

        Args:
            language: BCP 47 or ISO 639-1; a model knows only its own, so another changes nothing.

        Raises:
            ProviderError: If the ears are not started.
        """
        if self._engine is None:
            raise ProviderError("moonshine is not started")
        if language and _iso_639(language) not in (self._language, "auto"):
            logger.warning("{} does not know {}; it hears {}", self.label, language, self._language)
        return StreamingSTTService(
            self._engine,
            model=self._model,
            language=self._language,
            ttfs_p99_latency=_SLOWEST_SECS,
        )

    def _find(self) -> Path:
        require_package("moonshine_voice", "moonshine")
        found = resolve_model(self._config.models_dir, self.id, (self._model,))
        if found is None:
            raise not_here(self.id, self._model)
        if missing := missing_files(found):
            raise ProviderError(
                f"{found} is no whole model of Moonshine: {', '.join(missing)} missing. "
                "Fetch it anew, or copy the files there."
            )
        return found

    def _check(self) -> Check:
        path = self._find()
        device = "the CPU" if self._engine else ""
        return check_model(self._model, path, device=device, memory_factor=_MEMORY_FACTOR)


def default_model(language: str) -> str:
    """The model where none is configured: it streams, and runs on a laptop.

    Args:
        language: ISO 639-1.
    """
    size = "tiny" if language in _TINY_LANGUAGES else "small"
    return f"{size}-streaming-{language}"


def _iso_639(language: str) -> str:
    return language.replace("_", "-").split("-")[0].lower()
