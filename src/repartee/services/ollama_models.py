from __future__ import annotations

import json
from typing import Any

import aiohttp

from repartee.services.addresses import without_version
from repartee.services.context.limits import ollama_limit
from repartee.services.progress import OnProgress, Progress
from repartee.services.provider import ProviderError

_CONNECT_SECS = 4.0
_ANSWER_SECS = 4.5
_SILENCE_SECS = 60.0
"""A pull that tells nothing for that long has died; the next one goes on from there."""


class OllamaModels:
    """Which models an Ollama server has, and how it gets more."""

    def __init__(self, address: str) -> None:
        """Describe where it is.

        Args:
            address: Of the server, with or without `/v1`.
        """
        self.address = without_version(address)

    async def installed(self) -> list[str]:
        """The names of its models, such as `llama3.2:3b`.

        Raises:
            ProviderError: If it cannot be asked.
        """
        timeout = aiohttp.ClientTimeout(_ANSWER_SECS, connect=_CONNECT_SECS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
                session.get(f"{self.address}/api/tags") as response,
            ):
                response.raise_for_status()
                return names_in(await response.json(content_type=None))
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise self._unreachable(error) from error

    async def has(self, model: str) -> bool:
        """Whether a model is there.

        Args:
            model: Its name; without a tag, `latest` is meant.

        Raises:
            ProviderError: If the server cannot be asked.
        """
        return is_among(model, await self.installed())

    async def pull(self, model: str, on_progress: OnProgress) -> None:
        """Have a model fetched; what came before an interruption stays.

        Args:
            model: Its name.
            on_progress: Told how far it is, in bytes of all layers.

        Raises:
            ProviderError: If the model does not exist, or the server or its registry fails.
        """
        timeout = aiohttp.ClientTimeout(None, connect=_CONNECT_SECS, sock_read=_SILENCE_SECS)
        body = {"model": model, "stream": True}
        tally = _Tally(model)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
                session.post(f"{self.address}/api/pull", json=body) as response,
            ):
                async for line in response.content:
                    if line.strip():
                        on_progress(tally.take(json.loads(line)))
                response.raise_for_status()
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise self._unreachable(error) from error
        tally.require_success()

    async def load(self, model: str) -> None:
        """Have a model loaded into memory, so that the first caller need not wait for that.

        Args:
            model: Its name; nothing happens if it is not there.

        Raises:
            ProviderError: If the server cannot be asked.
        """
        timeout = aiohttp.ClientTimeout(None, connect=_CONNECT_SECS, sock_read=_SILENCE_SECS)
        try:
            async with (
                aiohttp.ClientSession(timeout=timeout, trust_env=True) as session,
                session.post(f"{self.address}/api/generate", json={"model": model}) as response,
            ):
                await response.read()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise self._unreachable(error) from error

    async def context_tokens(self, model: str) -> int:
        """How many tokens a model is loaded with, prompt and answer together.

        Args:
            model: Its name.

        Returns:
            0 where the server does not tell.

        Raises:
            ProviderError: If it cannot be asked.
        """
        timeout = aiohttp.ClientTimeout(_ANSWER_SECS, connect=_CONNECT_SECS)
        body = {"model": model}
        try:
            async with aiohttp.ClientSession(timeout=timeout, trust_env=True) as session:
                async with session.get(f"{self.address}/api/ps") as response:
                    running = await response.json(content_type=None)
                async with session.post(f"{self.address}/api/show", json=body) as response:
                    shown = await response.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
            raise self._unreachable(error) from error
        return ollama_limit(running, shown, model)

    def _unreachable(self, error: Exception) -> ProviderError:
        why = str(error) or type(error).__name__
        return ProviderError(
            f"Ollama at {self.address} cannot be asked: {why}. "
            "Start it, or set OLLAMA_BASE_URL to where it is."
        )


def names_in(body: Any) -> list[str]:
    """The models in an answer to `GET /api/tags`.

    Args:
        body: The parsed answer.
    """
    models = body.get("models") if isinstance(body, dict) else None
    entries = models if isinstance(models, list) else []
    return [str(entry["name"]) for entry in entries if isinstance(entry, dict) and "name" in entry]


def is_among(model: str, names: list[str]) -> bool:
    """Whether a list of Ollama's names has a model.

    Args:
        model: Its name; without a tag, `latest` is meant.
        names: Complete names.
    """
    return (model if ":" in model else f"{model}:latest") in names


class _Tally:
    """Sums up the layers of which Ollama tells one after the other."""

    def __init__(self, model: str) -> None:
        self._model = model
        self._layers: dict[str, tuple[int, int]] = {}
        self._succeeded = False

    def take(self, line: Any) -> Progress:
        if not isinstance(line, dict):
            raise ValueError("it answers what is no progress of a download")
        if "error" in line:
            raise ProviderError(
                f"Ollama could not fetch {self._model}: {line['error']}. "
                "Look at OLLAMA_MODEL, and whether the machine that runs Ollama has internet."
            )
        status = str(line.get("status", ""))
        self._succeeded = self._succeeded or status == "success"
        if isinstance(total := line.get("total"), int):
            self._layers[str(line.get("digest"))] = int(line.get("completed") or 0), total
        done = sum(layer[0] for layer in self._layers.values())
        total_bytes = sum(layer[1] for layer in self._layers.values())
        return Progress(done, total_bytes or None, status)

    def require_success(self) -> None:
        if not self._succeeded:
            raise ProviderError(
                f"Ollama broke off while it fetched {self._model}. "
                "Try again: it goes on from there."
            )
