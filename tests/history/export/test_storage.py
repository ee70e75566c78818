"""Recordings are read and kept where the recorder keeps them, and nowhere else."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from repartee.history.errors import HistoryError
from repartee.history.export.storage import StoredRecordings
from repartee.history.recording.peaks import Peaks
from repartee.history.recording.storage import Storage
from tests.history.export.kept import RECORDING

_LONG = bytes(range(256)) * 3000


async def _pieces(*pieces: bytes | Exception) -> AsyncIterator[bytes]:
    for each in pieces:
        if isinstance(each, Exception):
            raise each
        yield each


@pytest.fixture(params=["directory", "memory"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    return Storage(
        str(tmp_path / "kept") if request.param == "directory" else f"memory:/{tmp_path}"
    )


@pytest.fixture
def recordings(kept: Storage) -> StoredRecordings:
    return StoredRecordings(kept)


async def _read(recordings: StoredRecordings, begin: int, end: int) -> bytes:
    return b"".join([piece async for piece in recordings.read(RECORDING, begin, end)])


async def test_what_is_put_is_read_in_part_or_whole(recordings: StoredRecordings) -> None:
    await recordings.put(RECORDING, _pieces(_LONG[:1000], _LONG[1000:]))
    assert await recordings.size(RECORDING) == len(_LONG)
    assert await _read(recordings, 0, len(_LONG)) == _LONG
    assert await _read(recordings, 300_000, 600_001) == _LONG[300_000:600_001]


async def test_what_waits_to_be_brought_away_can_be_heard(kept: Storage, tmp_path: Path) -> None:
    waiting = Storage(str(tmp_path / "waiting"))
    await StoredRecordings(waiting).put(RECORDING, _pieces(b"sound"))
    assert await _read(StoredRecordings(kept, waiting), 0, 5) == b"sound"


async def test_what_is_gone_has_no_size(recordings: StoredRecordings) -> None:
    await recordings.put(RECORDING, _pieces(b"sound"))
    await recordings.remove(RECORDING)
    assert await recordings.size(RECORDING) is None
    await recordings.remove(RECORDING)
    with pytest.raises(HistoryError, match="any more"):
        await _read(recordings, 0, 5)


async def test_nothing_is_left_of_what_broke_off(recordings: StoredRecordings) -> None:
    with pytest.raises(ValueError, match="broken"):
        await recordings.put(RECORDING, _pieces(b"sound", ValueError("broken")))
    assert await recordings.size(RECORDING) is None


@pytest.mark.parametrize("file", ["", "/etc/passwd", "../a.opus", "a/../../b.opus", "kept.txt"])
async def test_only_a_recorders_names_are_looked_for(tmp_path: Path, file: str) -> None:
    await asyncio.to_thread((tmp_path / "kept.txt").write_text, "private")
    recordings = StoredRecordings(Storage(str(tmp_path)))
    assert await recordings.size(file) is None


async def test_one_brought_from_elsewhere_has_a_name_that_is_found(
    recordings: StoredRecordings,
) -> None:
    name = recordings.name_for("talk", "../../elsewhere.flac")
    assert name.endswith(".flac")
    await recordings.put(name, _pieces(b"sound"))
    assert await recordings.size(name) == 5


async def test_a_storage_that_nobody_knows_is_named() -> None:
    with pytest.raises(HistoryError, match="RECORDINGS_URL"):
        await StoredRecordings(Storage("nowhere://bucket")).size(RECORDING)


async def test_how_loud_one_is_is_measured_beside_the_event_loop(
    recordings: StoredRecordings, monkeypatch: pytest.MonkeyPatch
) -> None:
    loop_goes_on = threading.Event()

    def slowly_measured(*_: object) -> Peaks:
        # On the loop's own thread, nobody could set it.
        assert loop_goes_on.wait(60)
        return Peaks(secs=1, caller=[0], agent=[0])

    monkeypatch.setattr("repartee.history.export.storage.kept_peaks", slowly_measured)
    await recordings.put(RECORDING, _pieces(b"sound"))
    measuring = asyncio.create_task(recordings.peaks(RECORDING))
    for _ in range(3):
        await asyncio.sleep(0)
    assert not measuring.done()
    loop_goes_on.set()
    assert await measuring == Peaks(secs=1, caller=[0], agent=[0])
