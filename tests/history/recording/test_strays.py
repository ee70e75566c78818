"""Recordings of which no conversation knows."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

from repartee.conversation.events import RecordingMade, SessionStarted
from repartee.history.recording.names import name_for
from repartee.history.recording.storage import Storage, StoredFile
from repartee.history.recording.strays import StrayRecordings, strays
from repartee.history.records import NumberedEvent
from repartee.history.store import HistoryStore

NOW = datetime(2026, 5, 10, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def _recorded(ago: timedelta, changed_ago: timedelta | None = None) -> StoredFile:
    changed = NOW - (ago if changed_ago is None else changed_ago)
    return StoredFile(name_for("a", "opus", NOW - ago), 100, changed)


def test_only_what_is_surely_of_nobody_is_a_stray() -> None:
    stray, known, young = _recorded(2 * DAY), _recorded(2 * DAY), _recorded(DAY / 2)
    of_before, being_written = _recorded(9 * DAY), _recorded(2 * DAY, timedelta(0))
    other = StoredFile("2026-05/holiday.opus", 100, NOW - 3 * DAY)
    files = [stray, known, young, of_before, being_written, other]
    assert strays(files, {known.name}, NOW - 5 * DAY, NOW) == [stray]


async def test_strays_are_removed_and_recordings_kept(
    store: HistoryStore, database_url: str, tmp_path: Path
) -> None:
    known, stray = (name_for("a", "opus", NOW - 2 * DAY) for _ in range(2))
    sounds = tmp_path / "recordings"
    for name in (known, stray):
        file = sounds / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(b"OggS")
        os.utime(file, ((NOW - 2 * DAY).timestamp(),) * 2)
    clearing = StrayRecordings(store.database, Storage(str(sounds)))
    # A database in which nothing was held says nothing of what is there.
    assert await clearing.clear(NOW) == 0

    server = HistoryStore(database_url, tmp_path, server="this")
    await server.open()
    made = RecordingMade(sitting=1, file=known, at=NOW - 2 * DAY)
    began = SessionStarted(at=NOW - 3 * DAY)
    await server.append("a", [NumberedEvent(1, began), NumberedEvent(2, made)])
    assert await clearing.clear(NOW) == 1
    assert (sounds / known).exists()
    assert not (sounds / stray).exists()
    await server.close()
