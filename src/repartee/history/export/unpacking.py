"""What is in a file that somebody wants to import; it may have been made to do harm."""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import contextmanager
from typing import IO

from repartee.history.export.errors import BadExportError
from repartee.history.export.exporter import DOCUMENT
from repartee.history.export.threads import in_thread

LARGEST_DOCUMENT_BYTES = 64 * 1024 * 1024
LARGEST_SOUND_BYTES = 2 * 1024**3
"""Of one conversation: a day of Opus, or twelve hours of lossless sound."""

_MOST_MEMBERS = 1000
_PIECE_BYTES = 256 * 1024
_ZIP_MAGIC = b"PK\x03\x04"
_SOUND_MAGIC = (b"OggS", b"fLaC")


class Unpacked:
    """An export, opened; nothing is believed of what it says of its own size."""

    def __init__(self, file: IO[bytes]) -> None:
        """Look into a file; blocks.

        Args:
            file: JSON or a zip, which can be sought in; closed by whoever opened it.

        Raises:
            BadExportError: If it is neither, or too large.
        """
        self._archive: zipfile.ZipFile | None = None
        self._sound_left = LARGEST_SOUND_BYTES
        is_zip = file.read(len(_ZIP_MAGIC)) == _ZIP_MAGIC
        file.seek(0)
        if not is_zip:
            self.document = _within(file.read)
            return
        with _explained():
            self._archive = zipfile.ZipFile(file)
            if len(self._archive.infolist()) > _MOST_MEMBERS:
                raise BadExportError(f"The zip has more than {_MOST_MEMBERS} files in it.")
            with self._archive.open(DOCUMENT) as entry:
                self.document = _within(entry.read)

    def has(self, name: str) -> bool:
        """Whether there is a file of this name in it."""
        return self._archive is not None and name in self._archive.namelist()

    async def sound(self, name: str) -> AsyncIterator[bytes]:
        """A recording's bytes, a piece at a time.

        Args:
            name: One that it has.

        Raises:
            BadExportError: If it is no recording, or too large.
        """
        assert self._archive is not None  # noqa: S101 - `has` said so
        with _explained(), self._archive.open(name) as entry:
            piece = await in_thread(entry.read, _PIECE_BYTES)
            if not piece.startswith(_SOUND_MAGIC):
                raise BadExportError(f"{name} in the zip is neither Ogg nor FLAC.")
            while piece:
                self._sound_left -= len(piece)
                if self._sound_left < 0:
                    raise BadExportError("The recordings in the zip are larger than 2 GiB.")
                yield piece
                piece = await in_thread(entry.read, _PIECE_BYTES)


def _within(read: Callable[[int], bytes]) -> bytes:
    content = read(LARGEST_DOCUMENT_BYTES + 1)
    if len(content) > LARGEST_DOCUMENT_BYTES:
        raise BadExportError(
            f"It has more than {LARGEST_DOCUMENT_BYTES // 1024**2} MiB of text, which is too much."
        )
    return content


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except KeyError as error:
        raise BadExportError(f"There is no {DOCUMENT} in the zip.") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError) as error:
        raise BadExportError("The zip is broken. Export the conversation again.") from error
    except RuntimeError as error:
        raise BadExportError(
            "The zip is encrypted, or packed in a way that cannot be read. Pack it as usual."
        ) from error
