"""Fetches a model: its files one after the other, each resumed and checked.

huggingface_hub has a downloader of its own. It is not used, because (2.4.0, `file_download.py`) it
downloads to a file with a random name that it deletes on any failure, so that nothing is resumed
after an interruption; it compares sizes but no checksums; and it knows neither openai-whisper's,
Moonshine's nor Kokoro's addresses. httpx is here anyway.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from repartee.models import space
from repartee.models.catalogue import HubFiles, ModelEntry
from repartee.models.errors import ModelError, NoSpaceError
from repartee.models.hub import Hub, Listing, RemoteFile
from repartee.models.manifest import KnownFile, Manifest
from repartee.models.partial_file import PartialFile
from repartee.models.progress import Phase, Tell
from repartee.models.resume import Expected
from repartee.models.store import ModelStore
from repartee.models.threads import in_thread, in_thread_to_end
from repartee.models.transfer import Sleep, Transfer

# A hub that is silent for half a minute has gone; the request is made again.
_TIMEOUT = httpx.Timeout(30, connect=10)


class Puller:
    """Fetches models into a store."""

    def __init__(
        self,
        store: ModelStore,
        hub: Hub,
        *,
        free_bytes: space.FreeBytes = space.free_bytes,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        """Prepare; nothing is asked yet.

        Args:
            store: Where models are kept.
            hub: Where those of the hub come from.
            free_bytes: Tells the space of a disk.
            sleep: Waits some seconds.
        """
        self._store = store
        self._hub = hub
        self._free_bytes = free_bytes
        self._sleep = sleep

    async def pull(self, entry: ModelEntry, tell: Tell) -> Path:
        """Fetch a model, or go on with it; does nothing where it is complete.

        Args:
            entry: Which.
            tell: Is told how far it has got.

        Returns:
            What its provider is handed. Cancelling keeps what came so far.

        Raises:
            ModelError: If it cannot be had.
        """
        there = await in_thread(self._store.path, entry.name)
        if there:
            tell(entry.size_bytes, entry.size_bytes, "already here")
            return there
        with disk_errors_told(self._store.models_dir), self._store.lock(entry):
            return await self._pull(entry, tell)

    async def _pull(self, entry: ModelEntry, tell: Tell) -> Path:
        tell(0, None, phase=Phase.STARTING)
        # Reading the certificates of all authorities holds the loop for 70 ms.
        async with await in_thread(_client) as client:
            transfer = Transfer(
                client,
                self._hub,
                model=entry.name,
                models_dir=str(self._store.models_dir),
                sleep=self._sleep,
            )
            listing = await self._listing(entry, transfer)
            incoming = self._store.incoming(entry)
            incoming.mkdir(parents=True, exist_ok=True)
            gathering = _Gathering(entry, listing, incoming, tell)
            await in_thread(gathering.look)
            self._check_space(entry, gathering)
            for file in listing.files:
                await gathering.bring(file, transfer)
        manifest = Manifest(entry.name, entry.provider, listing.origin, gathering.known_files())
        return await in_thread_to_end(self._store.finish, entry, manifest)

    async def _listing(self, entry: ModelEntry, transfer: Transfer) -> Listing:
        if isinstance(entry.source, HubFiles):
            body = await transfer.listing(self._hub.listing_url(entry.source))
            return self._hub.read_listing(entry.source, body)
        files = tuple(
            RemoteFile(file.name, file.url, Expected(file.digest, file.size))
            for file in entry.source
        )
        return Listing(files, files[0].url)

    def _check_space(self, entry: ModelEntry, gathering: _Gathering) -> None:
        total = gathering.total or entry.size_bytes
        where = self._store.models_dir
        needed = max(0, total - gathering.done)
        space.check_space(entry.name, needed, self._free_bytes(where), where)


def _client() -> httpx.AsyncClient:
    return httpx.AsyncClient(timeout=_TIMEOUT, follow_redirects=True)


class _Gathering:
    """The files of one model as they come in."""

    def __init__(self, entry: ModelEntry, listing: Listing, incoming: Path, tell: Tell) -> None:
        self._entry = entry
        self._files = listing.files
        self._partials = {file.name: PartialFile(incoming / file.name) for file in listing.files}
        self._tell = tell
        self._sizes = {file.name: file.expected.size for file in listing.files}
        self._here = dict.fromkeys(self._sizes, 0)
        self._finished: set[str] = set()

    @property
    def done(self) -> int:
        """Bytes that are here."""
        return sum(self._here.values())

    @property
    def total(self) -> int | None:
        """Bytes in all; None while a file's size is unknown."""
        sizes = list(self._sizes.values())
        return None if None in sizes else sum(size for size in sizes if size is not None)

    def look(self) -> None:
        """See what an earlier pull left here; blocks."""
        for file in self._files:
            partial = self._partials[file.name]
            if partial.is_finished(file.expected):
                self._finished.add(file.name)
                self._here[file.name] = partial.target.stat().st_size
                self._sizes[file.name] = self._here[file.name]
            else:
                self._here[file.name] = partial.size

    async def bring(self, file: RemoteFile, transfer: Transfer) -> None:
        """Fetch one file, unless it is here."""
        if file.name in self._finished:
            return

        def on_bytes(done: int, total: int | None) -> None:
            self._here[file.name] = done
            self._sizes[file.name] = total
            checking = total is not None and done >= total
            phase = Phase.CHECKING if checking else Phase.RUNNING
            self._tell(self.done, self.total or self._entry.size_bytes or None, file.name, phase)

        await transfer.fetch(file, self._partials[file.name], on_bytes)

    def known_files(self) -> dict[str, KnownFile]:
        """What came, for the manifest."""
        return {
            file.name: KnownFile(
                self._partials[file.name].target.stat().st_size, file.expected.digest
            )
            for file in self._files
        }


@contextmanager
def disk_errors_told(where: Path) -> Iterator[None]:
    """Turn what the disk may say into a sentence.

    Args:
        where: MODELS_DIR.

    Raises:
        NoSpaceError: If it is full.
        ModelError: If it cannot be written.
    """
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise NoSpaceError(
                f"{where} is full. What came is kept; free some space and pull again."
            ) from error
        reason = (error.strerror or str(error)).lower()
        raise ModelError(
            f"{where} cannot be written: {reason}. Set MODELS_DIR to a directory that can be."
        ) from error
