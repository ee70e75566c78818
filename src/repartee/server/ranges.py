"""Which bytes of a file a request asks for, as RFC 9110 has it."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*$", re.IGNORECASE)


class UnsatisfiableRangeError(Exception):
    """None of the bytes that are asked for are there."""


@dataclass(frozen=True)
class ByteRange:
    """Some bytes of a file."""

    begin: int
    end: int
    """The one after the last."""


def wanted_range(header: str, size: int) -> ByteRange | None:
    """Read a `Range` header.

    Args:
        header: Its value; empty for none.
        size: How many bytes the file has.

    Returns:
        None for the whole file: no range is asked for, several are, or it cannot be understood,
        all of which a server may answer so.

    Raises:
        UnsatisfiableRangeError: If the range begins behind the end.
    """
    match = _ONE_RANGE.match(header)
    first, last = match.groups() if match else ("", "")
    if not first and not last:
        return None
    if not first:
        begin, end = max(0, size - int(last)), size
    else:
        begin, end = int(first), min(size, int(last) + 1) if last else size
        if last and int(last) < begin:
            return None
    if begin >= size or begin >= end:
        raise UnsatisfiableRangeError
    return ByteRange(begin, end)
