from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any
from urllib.parse import quote

import aiohttp

from repartee.services.addresses import with_version, without_version
from repartee.services.probe import ids_in
from repartee.services.progress import OnProgress, Progress
from repartee.services.provider import ProviderError

_CONNECT_SECS = 4.0
_ANSWER_SECS = 4.5
_TELL_SECS = 1.0
_LONGEST_SECS = 3600.0


class SpeachesModels:
    """Which models a Speaches server has, and how it gets more."""

    def __init__(self, address: str, key: str = "") -> None:
        """Describe where it is.

        Args:
            address: Of the server, with or without `/v1`.
            key: Its API key, if it wants one.
        """
        self.address = without_version(address)
        self.headers = {"Authorization": f"Bearer {key}"} if key else {}

    async def installed(self) -> list[str]:
        """The ids of its models.

        Raises:
            ProviderError: If it cannot be asked.
        """
        timeout = aiohttp.ClientTimeout(_ANSWER_SECS, connect=_CONNECT_SECS)
        url = f"{with_version(self.address)}/models"
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
                session.get(url, headers=self.headers) as response,
            ):
                response.raise_for_status()
                return ids_in(await response.json(content_type=None))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise self._unreachable(error) from error

    async def has(self, model: str) -> bool:
        """Whether a model is there.

        Args:
            model: Its id.

        Raises:
            ProviderError: If the server cannot be asked.
        """
        return model in await self.installed()

    async def pull(self, model: str, on_progress: OnProgress) -> None:
        """Have a model fetched. Speaches tells nothing meanwhile, so its size stays unknown.

        Args:
            model: Its id.
            on_progress: Told every second that it goes on.

        Raises:
            ProviderError: If the model does not exist, or the server or its hub fails.
        """
        asked = asyncio.create_task(self._post(model))
        try:
            while not asked.done():
                on_progress(Progress(0, None, "downloading"))
                await asyncio.wait({asked}, timeout=_TELL_SECS)
            await _outcome(asked)
        finally:
            asked.cancel()
        on_progress(Progress(0, None, "success"))

    async def _post(self, model: str) -> None:
        timeout = aiohttp.ClientTimeout(_LONGEST_SECS, connect=_CONNECT_SECS)
        url = f"{with_version(self.address)}/models/{quote(model, safe='/')}"
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
                session.post(url, headers=self.headers) as response,
            ):
                self._judge(model, response.status, await response.text())
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise self._unreachable(error) from error

    def _judge(self, model: str, status: int, said: str) -> None:
        if status < 400:
            return
        match status:
            case 401 | 403:
                why = "its authors want you to accept their terms first, and HF_TOKEN at Speaches"
            case 404:
                why = "there is no such model on its hub"
            case _:
                why = f"HTTP {status}: {said[:200].strip()}"
        raise ProviderError(
            f"Speaches could not fetch {model}: {why}. Look at STT_MODEL and TTS_MODEL, and "
            "whether the machine that runs Speaches has internet."
        )

    def _unreachable(self, error: Exception) -> ProviderError:
        why = str(error) or type(error).__name__
        return ProviderError(
            f"Speaches at {self.address} cannot be asked: {why}. "
            "Start it, or set SPEACHES_BASE_URL to where it is."
        )


async def _outcome(task: Awaitable[Any]) -> None:
    await task
