from __future__ import annotations

import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from repartee.engines.threads import SideThreads
from repartee.history.errors import HistoryError
from repartee.history.export.sounds import format_of
from repartee.history.export.threads import in_thread
from repartee.history.recording.names import begun_at, name_for
from repartee.history.recording.peak_files import kept_peaks
from repartee.history.recording.peaks import Peaks
from repartee.history.recording.storage import Storage, StorageError

_PIECE_BYTES = 256 * 1024

# One at a time: whoever asks for the same a second time finds it done.
_measuring = SideThreads("peaks", 1)


class StoredRecordings:
    """Recordings where the recorder keeps them (`Recordings`)."""

    def __init__(self, kept: Storage, *others: Storage) -> None:
        """Use some places, without I/O.

        Args:
            kept: Where they are kept.
            others: Where they may still be before that.
        """
        self._kept = kept
        self._places = (kept, *others)

    def name_for(self, conversation_id: str, file: str) -> str:
        """What a recording is called that was brought from elsewhere.

        Args:
            conversation_id: Whose it is.
            file: What it was called there.
        """
        # It is as old as its import: what was just brought back is not removed at once.
        return name_for(conversation_id, format_of(file) or "opus", datetime.now(UTC))

    async def size(self, file: str) -> int | None:
        """How many bytes it has; None if it is not there (any more)."""
        found = await in_thread(self._find, file)
        return found[1] if found else None

    async def read(self, file: str, begin: int, end: int) -> AsyncIterator[bytes]:
        """Its bytes from one place up to another, a piece at a time."""
        found = await in_thread(self._find, file)
        if found is None:
            raise HistoryError("The recording is not there any more.")
        for at in range(begin, end, _PIECE_BYTES):
            yield await in_thread(_read, found[0], file, at, min(at + _PIECE_BYTES, end))

    async def peaks(self, file: str) -> Peaks | None:
        """How loud it is from beginning to end; None if it is not there (any more).

        Raises:
            HistoryError: If it cannot be measured.
        """
        found = await in_thread(self._find, file)
        return await _measuring.run(_peaks, found[0], file, found[1]) if found else None

    async def put(self, file: str, content: AsyncIterator[bytes]) -> None:
        """Keep one under a name; nothing is kept of one that breaks off."""
        with tempfile.NamedTemporaryFile() as output:
            async for piece in content:
                await in_thread(output.write, piece)
            await in_thread(output.flush)
            await in_thread(_put, self._kept, Path(output.name), file)

    async def remove(self, file: str) -> None:
        """Remove one, if it is there."""
        await in_thread(self._remove, file)

    # In a thread

    def _find(self, file: str) -> tuple[Storage, int] | None:
        # No other name is a recording's; one from elsewhere might lead anywhere.
        if begun_at(file) is None:
            return None
        for place in self._places:
            with _explained():
                size = place.size(file)
            if size is not None:
                return place, size
        return None

    def _remove(self, file: str) -> None:
        if begun_at(file) is None:
            return
        for place in self._places:
            with _explained():
                place.remove(file)


def _read(place: Storage, file: str, begin: int, end: int) -> bytes:
    with _explained():
        return place.read(file, begin, end)


def _peaks(place: Storage, file: str, size: int) -> Peaks:
    with _explained():
        return kept_peaks(place, file, size, format_of(file) or "opus")


def _put(place: Storage, local: Path, file: str) -> None:
    with _explained():
        place.put(local, file)


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except StorageError as error:
        raise HistoryError(str(error)) from error
