"""A zip file that is written while it is sent, in bounded memory."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime

_FIRST_YEAR = 1980  # of the format


@dataclass(frozen=True)
class Member:
    """One file in it."""

    name: str
    content: AsyncIterator[bytes]
    squeezed: bool = True
    """Whether it can be made smaller; sound cannot."""


class _Outbox(io.RawIOBase):
    """Holds what was written until it is taken."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        self._waiting += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken


async def zipped(members: Iterable[Member], at: datetime) -> AsyncIterator[bytes]:
    """Write a zip, a piece at a time.

    Args:
        members: What is in it.
        at: When its files were written, as they will say.
    """
    outbox = _Outbox()
    with zipfile.ZipFile(outbox, "w") as archive:
        for member in members:
            with archive.open(_header(member, at), "w", force_zip64=True) as entry:
                async for piece in member.content:
                    entry.write(piece)
                    if written := outbox.take():
                        yield written
    yield outbox.take()


def _header(member: Member, at: datetime) -> zipfile.ZipInfo:
    when = (max(at.year, _FIRST_YEAR), at.month, at.day, at.hour, at.minute, at.second)
    header = zipfile.ZipInfo(member.name, when)
    header.compress_type = zipfile.ZIP_DEFLATED if member.squeezed else zipfile.ZIP_STORED
    return header
