from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from pathlib import Path

from pipecat.services.stt_service import STTService

from repartee.engines.whisper.backend import WhisperBackend, WhisperLoadError
from repartee.engines.whisper.engine import WhisperEngine
from repartee.engines.whisper.silence_guard import SilenceGuard
from repartee.services.config import EarsConfig
from repartee.services.ears.whisper_service import WhisperSTTService
from repartee.services.local_models import (
    check_model,
    look_for,
    not_here,
    require_package,
    resolve_model,
)
from repartee.services.provider import Check, ProviderError


class WhisperEars(ABC):
    """Whisper in this process, by whichever library: one model for all sessions."""

    id: str
    """What settings call it."""
    package: str
    """What must be importable."""
    extra: str
    """The extra of ours that brings it."""
    memory_factor: float
    """How many times its size on disk a model needs while it is loaded."""

    def __init__(self, config: EarsConfig) -> None:
        """Describe the ears; nothing is loaded yet.

        Args:
            config: The settings of the ears.
        """
        self._config = config
        self._language = _iso_639(config.language)
        self._model = config.model or self.default_model(self._language)
        self._engine: WhisperEngine | None = None

    @staticmethod
    def default_model(language: str) -> str:
        """The model where none is configured: it hears well enough and runs on a laptop.

        Args:
            language: ISO 639-1; empty if it is to be detected.
        """
        return "small.en" if language == "en" else "small"

    @property
    def label(self) -> str:
        """What people call it, such as "faster-whisper small.en on the CPU as int8"."""
        device = self._engine.device if self._engine else ""
        return f"{self.id} {self._model}" + (f" on {device}" if device else "")

    @property
    def languages(self) -> tuple[str, ...]:
        """English where the model knows that alone; empty for one of many languages."""
        return ("en",) if self._engine is not None and self._engine.english_only else ()

    async def start(self) -> None:
        """Load the model off the event loop.

        Raises:
            ProviderError: If a package or the model is missing, or it cannot be loaded.
        """
        if self._engine is not None:
            return
        backend = self.backend(await asyncio.to_thread(self._find), self._config)
        guard = SilenceGuard(self._config.no_speech_prob)
        engine = WhisperEngine(backend, guard, name=self.id)
        try:
            await engine.start()
            self._require_language(engine)
        except WhisperLoadError as error:
            raise ProviderError(str(error)) from error
        except ProviderError:
            await engine.close()
            raise
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
            language: BCP 47 or ISO 639-1; empty for the configured one.

        Raises:
            ProviderError: If the ears are not started.
        """
        if self._engine is None:
            raise ProviderError(f"{self.id} is not started")
        wanted = _iso_639(language) if language else self._language
        return WhisperSTTService(
            self._engine,
            model=self._model,
            language="en" if self._engine.english_only else wanted,
            partials=self._config.partials,
        )

    @abstractmethod
    def locate(self, found: Path) -> Path:
        """Make sure that a path holds a model of this kind.

        Args:
            found: Where the model was found: a file or directory.

        Returns:
            What the library is handed.

        Raises:
            ProviderError: If files are missing, with their names.
        """

    @abstractmethod
    def backend(self, path: Path, config: EarsConfig) -> WhisperBackend:
        """Describe the library with its model; nothing is loaded yet.

        Args:
            path: What `locate` gave.
            config: The settings of the ears.
        """

    def names(self, model: str) -> tuple[str, ...]:
        """What a model's file or directory may be called.

        Args:
            model: What the settings call it.
        """
        return (model,)

    def _find(self) -> Path:
        require_package(self.package, self.extra)
        found = resolve_model(self._config.models_dir, self.id, self.names(self._model))
        if found is None:
            raise not_here(self.id, self._model)
        return self.locate(found)

    def _check(self) -> Check:
        path = self._find()
        device = self._engine.device if self._engine else ""
        return check_model(self._model, path, device=device, memory_factor=self.memory_factor)

    def _require_language(self, engine: WhisperEngine) -> None:
        if engine.english_only and self._language not in ("en", ""):
            raise ProviderError(
                f"{self._model} knows English alone, and the language is {self._language}. "
                f"Choose {self._model.removesuffix('.en')}, or set the language to en."
            )


def _iso_639(language: str) -> str:
    """What Whisper calls a language; empty for `auto`."""
    code = language.replace("_", "-").split("-")[0].lower()
    return "" if code == "auto" else code
