from __future__ import annotations

import asyncio
from pathlib import Path

from pipecat.services.stt_service import STTService

from repartee.engines.phrasebook import Phrasebook
from repartee.engines.phrasebook.language_model import build_language_model
from repartee.engines.recogniser import RecogniserEngine, RecogniserModel
from repartee.services.ears.pocketsphinx import PocketSphinxSTTService
from repartee.services.provider import Check, ProviderError, Verdict


class BuiltInEars:
    """PocketSphinx, with a language model of what the phrasebook understands."""

    id = "built-in"
    label = "PocketSphinx with a grammar of its own"
    languages = ("en",)

    def __init__(self, phrasebook: Phrasebook, cache_dir: Path) -> None:
        """Describe the ears.

        Args:
            phrasebook: What they know.
            cache_dir: Where the language model is kept once it is made.
        """
        self._phrasebook = phrasebook
        self._cache_dir = cache_dir
        self._engine: RecogniserEngine | None = None

    async def start(self) -> None:
        """Make the language model, and load it in a process of its own.

        Raises:
            ProviderError: If the cache directory cannot be written.
        """
        try:
            files = await asyncio.to_thread(build_language_model, self._phrasebook, self._cache_dir)
        except OSError as error:
            raise ProviderError(
                f"CACHE_DIR: {self._cache_dir} cannot be written ({error.strerror}). "
                "Set it to a directory that this user may write."
            ) from error
        model = RecogniserModel(files.lm, files.dictionary, self._phrasebook.added)
        self._engine = RecogniserEngine(model)
        await self._engine.start()

    async def close(self) -> None:
        """End the process."""
        if self._engine is not None:
            await self._engine.close()

    async def check(self) -> Check:
        """Whether it can be used."""
        return Check(Verdict.HEALTHY, "comes with Repartee; knows the phrases the page lists")

    def ears(self, language: str = "") -> STTService:  # noqa: ARG002 - it knows English alone
        """Make the service of one session.

        Args:
            language: Unused: it knows English alone.
        """
        if self._engine is None:
            raise RuntimeError("the ears are not started")
        return PocketSphinxSTTService(self._engine)
