"""Recordings are read and kept under their directory, and nowhere else."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from repartee.history.errors import HistoryError
from repartee.history.export.storage import StoredRecordings

_LONG = bytes(range(256)) * 3000


async def _pieces(*pieces: bytes | Exception) -> AsyncIterator[bytes]:
    for each in pieces:
        if isinstance(each, Exception):
            raise each
        yield each


@pytest.fixture(params=["directory", "memory"])
def recordings(request: pytest.FixtureRequest, tmp_path: Path) -> StoredRecordings:
    where = str(tmp_path / "kept") if request.param == "directory" else f"memory:/{tmp_path}"
    return StoredRecordings(where)


async def _read(recordings: StoredRecordings, file: str, begin: int, end: int) -> bytes:
    return b"".join([piece async for piece in recordings.read(file, begin, end)])


async def test_what_is_put_is_read_in_part_or_whole(recordings: StoredRecordings) -> None:
    await recordings.put("2026/a.ogg", _pieces(_LONG[:1000], _LONG[1000:]))
    assert await recordings.size("2026/a.ogg") == len(_LONG)
    assert await _read(recordings, "2026/a.ogg", 0, len(_LONG)) == _LONG
    assert await _read(recordings, "2026/a.ogg", 300_000, 600_001) == _LONG[300_000:600_001]


async def test_what_is_gone_has_no_size(recordings: StoredRecordings) -> None:
    await recordings.put("a.ogg", _pieces(b"sound"))
    await recordings.remove("a.ogg")
    assert await recordings.size("a.ogg") is None
    await recordings.remove("a.ogg")


async def test_nothing_is_left_of_what_broke_off(recordings: StoredRecordings) -> None:
    with pytest.raises(ValueError, match="broken"):
        await recordings.put("a.ogg", _pieces(b"sound", ValueError("broken")))
    assert await recordings.size("a.ogg") is None


@pytest.mark.parametrize("file", ["", "/etc/passwd", "../a.ogg", "a/../../b.ogg", "..\\a.ogg"])
async def test_no_name_leads_out_of_the_directory(tmp_path: Path, file: str) -> None:
    with pytest.raises(HistoryError, match="name"):
        await StoredRecordings(str(tmp_path)).size(file)


async def test_a_storage_that_nobody_knows_is_named(tmp_path: Path) -> None:
    with pytest.raises(HistoryError, match="RECORDINGS_URL"):
        await StoredRecordings("nowhere://bucket").size("a.ogg")
