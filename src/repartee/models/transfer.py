"""Brings one file home over HTTP, however often the line drops."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx

from repartee.models.answers import passing, unreachable
from repartee.models.errors import ChecksumError, HubError
from repartee.models.hub import Hub, RemoteFile
from repartee.models.partial_file import PartialFile
from repartee.models.patience import Patience
from repartee.models.resume import (
    Expected,
    Noted,
    Plan,
    Reception,
    Step,
    plan,
    receive,
    whole_size,
)
from repartee.models.threads import in_thread, in_thread_to_end

_WRITE_BYTES = 1 << 20
_WRITE_SECS = 0.5

Sleep = Callable[[float], Awaitable[None]]
OnBytes = Callable[[int, int | None], None]
"""Takes in how many bytes of a file are here, and how many it has."""


class _PassingError(Exception):
    """May go better in a moment."""

    def __init__(self, error: Exception, retry_after_secs: float | None = None) -> None:
        super().__init__(str(error))
        self.error = error
        self.retry_after_secs = retry_after_secs


class Transfer:
    """Asks for files, all over one pool of connections."""

    def __init__(
        self,
        client: httpx.AsyncClient,
        hub: Hub,
        *,
        model: str,
        models_dir: str,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Prepare.

        Args:
            client: Follows redirects.
            hub: Gets the token.
            model: For messages.
            models_dir: For messages.
            sleep: Waits some seconds.
        """
        self._client = client
        self._hub = hub
        self._model = model
        self._models_dir = models_dir
        self._sleep = sleep
        # No first answer at all is a matter of settings; a later silence may pass.
        self._answered = False

    async def listing(self, url: str) -> object:
        """Ask the hub what a repository holds.

        Args:
            url: Where it tells.

        Returns:
            Its answer, read as JSON.

        Raises:
            ModelError: If it cannot be had.
        """

        async def ask() -> object:
            async with self._answer(url, {}) as answer:
                body = await answer.aread()
                if not answer.is_success:
                    raise self._hub.refusal_of(self._model, answer)
                return _json(answer, body)

        return await self._patiently(ask, Patience())

    async def fetch(self, file: RemoteFile, partial: PartialFile, on_bytes: OnBytes) -> None:
        """Bring a file home, checked.

        Args:
            file: Which.
            partial: Where it grows.
            on_bytes: Is told after each piece.

        Raises:
            ModelError: If it cannot be had, or is not what it should be.
        """
        patience = Patience()
        most = 0

        def told(done: int, total: int | None) -> None:
            nonlocal most
            if done > most:
                patience.progressed()
                most = done
            on_bytes(done, total)

        await self._patiently(lambda: self._go_on(file, partial, told), patience)
        await self._check(file, partial)

    async def _patiently(self, work: Callable[[], Awaitable[object]], patience: Patience) -> object:
        while True:
            try:
                return await work()
            except _PassingError as passing_error:
                wait = patience.failed(passing_error.retry_after_secs)
                if wait is None:
                    raise passing_error.error from passing_error
                await self._sleep(wait)

    async def _go_on(self, file: RemoteFile, partial: PartialFile, on_bytes: OnBytes) -> None:
        noted = await in_thread(partial.noted)
        have = await in_thread(lambda: partial.size)
        asked = plan(have, noted, file.expected)
        if asked.step is Step.VERIFY:
            on_bytes(asked.offset, asked.offset)
            return
        if not await self._ask(file, partial, asked, noted, on_bytes):
            await self._ask(file, partial, Plan(Step.FETCH), None, on_bytes)

    async def _ask(
        self,
        file: RemoteFile,
        partial: PartialFile,
        asked: Plan,
        noted: Noted | None,
        on_bytes: OnBytes,
    ) -> bool:
        """Ask once; false if the part that is here is of no use and the whole must be asked for."""
        async with self._answer(file.url, asked.headers) as answer:
            headers, status = answer.headers, answer.status_code
            content_range = headers.get("Content-Range", "")
            etag = headers.get("ETag", "")
            reception = receive(asked, status, content_range, etag, noted)
            if reception is Reception.ASK_AGAIN:
                return False
            if reception is Reception.REFUSED:
                raise self._hub.refusal_of(self._model, answer)
            total = file.expected.size
            if total is None:
                total = whole_size(status, content_range, headers.get("Content-Length", ""))
            begun = asked.offset
            if reception is Reception.REPLACE:
                begun = 0
                fresh = Noted(Expected(file.expected.digest, total), etag)
                await in_thread_to_end(partial.begin, fresh)
            await self._receive(answer, partial, begun, total, on_bytes)
        return True

    async def _receive(
        self,
        answer: httpx.Response,
        partial: PartialFile,
        begun: int,
        total: int | None,
        on_bytes: OnBytes,
    ) -> None:
        done = begun
        on_bytes(done, total)
        try:
            async for piece in _pieces(answer):
                await in_thread_to_end(partial.append, piece)
                done += len(piece)
                on_bytes(done, total)
        except httpx.TransportError as error:
            raise _PassingError(self._lost(answer.url)) from error
        if total is not None and done < total:
            raise _PassingError(self._lost(answer.url))

    @asynccontextmanager
    async def _answer(self, url: str, headers: dict[str, str]) -> AsyncIterator[httpx.Response]:
        every = {**self._hub.headers(url), "Accept-Encoding": "identity", **headers}
        try:
            async with self._client.stream("GET", url, headers=every) as answer:
                self._answered = True
                if passing(answer.status_code):
                    refused = self._hub.refusal_of(self._model, answer)
                    raise _PassingError(refused, _retry_after(answer))
                yield answer
        except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.TooManyRedirects) as error:
            raise HubError(
                f"The address of {self._model} leads nowhere. Check HF_ENDPOINT."
            ) from error
        except httpx.TransportError as error:
            gone = unreachable(
                self._model,
                urlsplit(url).netloc,
                self._models_dir,
                mirrored=self._hub.serves(url),
            )
            if self._answered:
                raise _PassingError(gone) from error
            raise gone from error

    async def _check(self, file: RemoteFile, partial: PartialFile) -> None:
        if await in_thread(partial.is_right, file.expected.digest):
            await in_thread_to_end(partial.finish)
            return
        await in_thread_to_end(partial.discard)
        raise ChecksumError(
            f"{file.name} of {self._model} came damaged: its checksum is wrong. It was deleted; "
            "pull again. If that happens twice, a proxy or mirror in between changes files."
        )

    def _lost(self, url: httpx.URL) -> HubError:
        return HubError(
            f"The connection to {url.netloc.decode('ascii')} was lost again and again. "
            f"What came of {self._model} is kept; pull it again to go on from there."
        )


async def _pieces(answer: httpx.Response) -> AsyncIterator[bytes]:
    """Pieces worth a trip to the disk: a megabyte, or what half a second brings."""
    gathered = bytearray()
    since = time.monotonic()
    try:
        async for piece in answer.aiter_raw():
            gathered += piece
            if len(gathered) >= _WRITE_BYTES or time.monotonic() - since >= _WRITE_SECS:
                yield bytes(gathered)
                gathered.clear()
                since = time.monotonic()
    except httpx.TransportError:
        # What came before the line dropped is good.
        if gathered:
            yield bytes(gathered)
        raise
    if gathered:
        yield bytes(gathered)


def _retry_after(answer: httpx.Response) -> float | None:
    value = answer.headers.get("Retry-After", "")
    return float(value) if value.isdigit() else None


def _json(answer: httpx.Response, body: bytes) -> object:
    if answer.status_code != HTTPStatus.OK:
        return None
    try:
        return answer.json() if body else None
    except ValueError:
        return None
