from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from loguru import logger

from repartee.models.downloads import Downloads
from repartee.models.errors import ModelError
from repartee.models.progress import Tell
from repartee.services.progress import OnProgress, Progress
from repartee.services.provider import Provider, ProviderError

# Servers that are started together with this one may take a while.
_ASK_AGAIN_SECS = 10.0
_LONGEST_SECS = 15 * 60.0


@runtime_checkable
class FetchesModels(Protocol):
    """A provider whose server fetches models for itself: Ollama, Speaches."""

    async def missing_model(self) -> str | None:
        """The model it should have and has not, None if it has.

        Raises:
            ProviderError: If the server cannot be asked.
        """
        ...

    async def pull(self, on_progress: OnProgress) -> None:
        """Have it fetched.

        Raises:
            ProviderError: If it cannot be had.
        """
        ...


class MissingModels:
    """Has servers fetch at the start what they miss, so that the first caller need not find out."""

    def __init__(self, providers: Iterable[Provider], downloads: Downloads) -> None:
        """Look after providers.

        Args:
            providers: All in use; those that fetch nothing are left alone.
            downloads: Where it is shown how far each has got.
        """
        self._providers = [each for each in providers if isinstance(each, FetchesModels)]
        self._downloads = downloads
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Ask every server; returns at once."""
        self._tasks = [
            asyncio.create_task(self._look_after(each), name="missing models")
            for each in self._providers
        ]

    async def close(self) -> None:
        """Stop asking. What a server has begun to fetch, it goes on with by itself."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _look_after(self, provider: FetchesModels) -> None:
        missing = await _missing(provider)
        if missing is None:
            return
        logger.info("{} is missing; it is being fetched", missing)

        async def fetch(tell: Tell) -> None:
            def on_progress(progress: Progress) -> None:
                tell(progress.done_bytes, progress.total_bytes, progress.status)

            try:
                await provider.pull(on_progress)
            except ProviderError as error:
                raise ModelError(str(error)) from error

        self._downloads.run(missing, fetch)


async def _missing(provider: FetchesModels) -> str | None:
    """What a provider misses, however long its server takes to come up."""
    try:
        async with asyncio.timeout(_LONGEST_SECS):
            while True:
                try:
                    return await provider.missing_model()
                except ProviderError as error:
                    logger.debug("Asking again for missing models: {}", error)
                await asyncio.sleep(_ASK_AGAIN_SECS)
    except TimeoutError:
        return None
