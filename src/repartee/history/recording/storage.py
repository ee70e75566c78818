from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

_CHANGED = ("mtime", "LastModified", "last_modified", "updated", "created")


class StorageError(Exception):
    """Recordings cannot be reached; the message says what to look at."""


@dataclass(frozen=True)
class StoredFile:
    """A recording, as its storage lists it."""

    name: str
    """Relative to where recordings are kept."""
    size: int
    """Bytes."""
    changed_at: datetime | None
    """None where the storage does not tell."""


def peaks_name(name: str) -> str:
    """What the file beside a recording is called that tells how loud it is."""
    return f"{name}.peaks"


class Storage:
    """Where recordings are kept: a directory, or any storage that fsspec knows.

    Every method waits for the storage: call them on a thread.
    """

    def __init__(self, url: str) -> None:
        """Use a place, without I/O.

        Args:
            url: A directory, or an address of fsspec's.
        """
        self._url = url

    def put(self, local: Path, name: str) -> None:
        """Keep a copy of a local file.

        Raises:
            StorageError: If it cannot be kept.
        """
        system, root = self._open()
        path = f"{root}/{name}"
        with _explained():
            system.makedirs(str(PurePosixPath(path).parent), exist_ok=True)
            system.put_file(str(local), path)
            if "file" in _protocols(system):
                Path(path).chmod(0o600)

    def size(self, name: str) -> int | None:
        """How many bytes a recording has; None if it is not there.

        Raises:
            StorageError: If the storage does not say.
        """
        system, root = self._open()
        with _explained(), suppress(FileNotFoundError):
            return int(system.size(f"{root}/{name}"))
        return None

    def read(self, name: str, begin: int, end: int) -> bytes:
        """Some of a recording's bytes.

        Args:
            name: Which.
            begin: The first byte's place.
            end: The place after the last.

        Raises:
            StorageError: If they cannot be read.
        """
        system, root = self._open()
        try:
            with _explained():
                return bytes(system.cat_file(f"{root}/{name}", begin, end))
        except FileNotFoundError as error:
            raise _gone() from error

    @contextmanager
    def opened(self, name: str) -> Iterator[IO[bytes]]:
        """A recording, to be read from any place on.

        Raises:
            StorageError: If it cannot be opened.
        """
        system, root = self._open()
        try:
            with _explained():
                file = system.open(f"{root}/{name}", "rb")
        except FileNotFoundError as error:
            raise _gone() from error
        with file:
            yield file

    def files(self) -> list[StoredFile]:
        """Every recording there is.

        Raises:
            StorageError: If they cannot be listed.
        """
        system, root = self._open()
        with _explained(), suppress(FileNotFoundError):
            found = system.find(root, detail=True)
            return [
                StoredFile(path.removeprefix(f"{root}/"), int(info["size"] or 0), _changed(info))
                for path, info in found.items()
            ]
        return []

    def remove(self, name: str) -> None:
        """Remove a recording, if it is there, and what was made of it.

        Raises:
            StorageError: If it cannot be removed.
        """
        system, root = self._open()
        for each in (peaks_name(name), name):
            with _explained(), suppress(FileNotFoundError):
                system.rm_file(f"{root}/{each}")

    def _open(self) -> tuple[AbstractFileSystem, str]:
        # A tenth of a second, which a server that records nothing need not pay.
        from fsspec.core import url_to_fs

        with _explained():
            system, root = url_to_fs(self._url)
        return system, root.rstrip("/")


def _gone() -> StorageError:
    return StorageError("The recording is not there any more.")


def _protocols(system: AbstractFileSystem) -> tuple[str, ...]:
    named = system.protocol
    return (named,) if isinstance(named, str) else tuple(named)


def _changed(info: dict[str, object]) -> datetime | None:
    for key in _CHANGED:
        value = info.get(key)
        if isinstance(value, datetime):
            return value if value.tzinfo else value.replace(tzinfo=UTC)
        if isinstance(value, int | float):
            return datetime.fromtimestamp(value, UTC)
    return None


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise
    except Exception as error:  # each storage raises what its own library does
        raise StorageError(
            f"Recordings cannot be reached: {type(error).__name__}. Look whether RECORDINGS_URL is "
            "right, and whether this server may write there."
        ) from error
