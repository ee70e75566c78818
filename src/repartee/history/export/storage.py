from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress
from pathlib import PurePosixPath
from typing import IO, TYPE_CHECKING

from repartee.history.errors import HistoryError
from repartee.history.export.threads import in_thread

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_PIECE_BYTES = 256 * 1024


class StoredRecordings:
    """Recordings in a directory, or in any storage that fsspec knows (`Recordings`)."""

    def __init__(self, url: str) -> None:
        """Use a place, without I/O.

        Args:
            url: A directory, or an address of fsspec's.
        """
        self._url = url

    def name_for(self, conversation_id: str, number: int, suffix: str) -> str:
        """What a recording is called that was brought from elsewhere."""
        digest = hashlib.sha256(conversation_id.encode()).hexdigest()[:40]
        return f"imported/{digest}-{number}{suffix}"

    async def size(self, file: str) -> int | None:
        """How many bytes it has; None if it is not there (any more)."""
        return await in_thread(self._size, file)

    async def read(self, file: str, begin: int, end: int) -> AsyncIterator[bytes]:
        """Its bytes from one place up to another, a piece at a time."""
        for at in range(begin, end, _PIECE_BYTES):
            yield await in_thread(self._piece, file, at, min(at + _PIECE_BYTES, end))

    async def put(self, file: str, content: AsyncIterator[bytes]) -> None:
        """Keep one under a name; nothing is kept of one that breaks off."""
        output = await in_thread(self._begin, file)
        try:
            async for piece in content:
                await in_thread(_write, output, piece)
        except BaseException:
            await in_thread(output.close)
            await self.remove(file)
            raise
        await in_thread(output.close)

    async def remove(self, file: str) -> None:
        """Remove one, if it is there."""
        await in_thread(self._remove, file)

    # In a thread

    def _size(self, file: str) -> int | None:
        storage, path = self._place(file)
        with _explained(), suppress(FileNotFoundError):
            return int(storage.size(path))
        return None

    def _piece(self, file: str, begin: int, end: int) -> bytes:
        storage, path = self._place(file)
        with _explained():
            return bytes(storage.cat_file(path, begin, end))

    def _begin(self, file: str) -> IO[bytes]:
        storage, path = self._place(file)
        with _explained():
            storage.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
            opened: IO[bytes] = storage.open(path, "wb")
            return opened

    def _remove(self, file: str) -> None:
        storage, path = self._place(file)
        with _explained(), suppress(FileNotFoundError):
            storage.rm_file(path)

    def _place(self, file: str) -> tuple[AbstractFileSystem, str]:
        # A tenth of a second, which a server that is asked for no recording need not pay.
        from fsspec.core import url_to_fs

        parts = PurePosixPath(file).parts
        if not parts or parts[0] == "/" or ".." in parts or "\\" in file:
            raise HistoryError("The recording has a name that no recording can have.")
        with _explained():
            storage, root = url_to_fs(self._url)
        return storage, f"{root.rstrip('/')}/{file}"


def _write(output: IO[bytes], piece: bytes) -> None:
    with _explained():
        output.write(piece)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except (OSError, ValueError, ImportError) as error:
        raise HistoryError(
            f"Recordings cannot be reached: {type(error).__name__}. Look whether RECORDINGS_URL "
            "is right."
        ) from error
