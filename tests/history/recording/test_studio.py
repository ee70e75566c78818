from __future__ import annotations

import asyncio
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from repartee.conversation.sitting import SittingClock
from repartee.history.recording import studio as studio_module
from repartee.history.recording import tape as tape_module
from repartee.history.recording.encoder import Encoder
from repartee.history.recording.names import name_for
from repartee.history.recording.retention import Retention
from repartee.history.recording.storage import Storage, StorageError
from repartee.history.recording.studio import RecordingStudio
from tests.support.recordings import Recording

_PATIENCE_SECS = 60


class DistantStorage(Storage):
    """A storage that cannot be reached at first."""

    def __init__(self, url: str, failures: int = 0) -> None:
        super().__init__(url)
        self.failures = failures

    def put(self, local: Path, name: str) -> None:
        if self.failures:
            self.failures -= 1
            raise StorageError("Recordings cannot be reached.")
        super().put(local, name)


async def until(met: Callable[[], object]) -> None:
    async with asyncio.timeout(_PATIENCE_SECS):
        while not met():
            await asyncio.sleep(0.02)


async def recorded(studio: RecordingStudio) -> str:
    tape = studio.record("a talk", SittingClock(), lambda: None)
    tape.heard(bytes(640))
    await tape.close()
    return tape.file


async def test_a_recording_is_kept_in_its_directory(tmp_path: Path) -> None:
    studio = RecordingStudio(tmp_path, "opus", Retention())
    studio.start()
    file = await recorded(studio)
    await studio.close()
    Recording(tmp_path / file)
    assert [each.name for each in Storage(str(tmp_path)).files()] == [file]


async def test_a_recording_is_brought_to_another_storage_until_that_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(studio_module, "_FIRST_RETRY_SECS", 0.01)
    storage = DistantStorage("memory://bucket-one/recordings", failures=2)
    studio = RecordingStudio(tmp_path, "opus", Retention(), storage=storage)
    studio.start()
    file = await recorded(studio)
    await until(storage.files)
    assert [each.name for each in storage.files()] == [file]
    await until(lambda: not (tmp_path / file).exists())
    await studio.close()


class ForgetfulStorage(DistantStorage):
    """A storage that is so slow that what it is brought is forgotten meanwhile."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.has_taken = False

    def put(self, local: Path, name: str) -> None:
        super().put(local, name)
        local.unlink()
        self.has_taken = True


async def test_what_is_forgotten_on_its_way_to_another_storage_does_not_arrive(
    tmp_path: Path,
) -> None:
    storage = ForgetfulStorage("memory://bucket-forgotten/recordings")
    studio = RecordingStudio(tmp_path, "opus", Retention(), storage=storage)
    await recorded(studio)
    await until(lambda: storage.has_taken and not storage.files())
    await studio.close()


async def test_a_recording_that_is_still_written_is_not_brought_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk_works = threading.Event()
    finish = Encoder.close

    def wait_for_the_disk(encoder: Encoder) -> None:
        disk_works.wait(_PATIENCE_SECS)
        finish(encoder)

    storage = Storage("memory://bucket-busy/recordings")
    studio = RecordingStudio(tmp_path, "opus", Retention(), storage=storage)
    with monkeypatch.context() as stuck:
        stuck.setattr(Encoder, "close", wait_for_the_disk)
        stuck.setattr(tape_module, "_CLOSE_SECS", 0.01)
        busy = await recorded(studio)
    finished = await recorded(studio)
    await until(storage.files)
    assert [each.name for each in storage.files()] == [finished]
    assert (tmp_path / busy).exists()
    disk_works.set()
    await studio.close()


async def test_what_a_killed_server_left_is_brought_away_at_the_next_start(tmp_path: Path) -> None:
    left, busy = (name_for("talk", "opus", datetime.now(UTC)) for _ in range(2))
    for name in (left, busy):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"sound")
    os.utime(tmp_path / left, (time.time() - 3600,) * 2)
    storage = Storage("memory://bucket-two/recordings")
    studio = RecordingStudio(tmp_path, "opus", Retention(), storage=storage)
    studio.start()
    await until(storage.files)
    assert [each.name for each in storage.files()] == [left]
    assert (tmp_path / busy).exists(), "another server writes it"
    await studio.close()


async def test_old_recordings_are_removed_at_the_start(tmp_path: Path) -> None:
    old = name_for("talk", "opus", datetime.now(UTC) - timedelta(days=40))
    (tmp_path / old).parent.mkdir()
    (tmp_path / old).write_bytes(b"sound")
    os.utime(tmp_path / old, (time.time() - 40 * 86_400,) * 2)
    studio = RecordingStudio(tmp_path, "opus", Retention(keep_days=30))
    studio.start()
    await until(lambda: not (tmp_path / old).exists())
    await studio.close()


def test_a_storage_that_is_not_known_is_explained() -> None:
    with pytest.raises(StorageError, match="RECORDINGS_URL"):
        Storage("nowhere://bucket").files()


async def test_a_directory_named_by_its_url_keeps_recordings_from_others(tmp_path: Path) -> None:
    storage = Storage((tmp_path / "kept").as_uri())
    studio = RecordingStudio(tmp_path / "made", "opus", Retention(), storage=storage)
    studio.start()
    file = await recorded(studio)
    await until(lambda: not (tmp_path / "made" / file).exists())
    assert (tmp_path / "kept" / file).stat().st_mode & 0o777 == 0o600
    await studio.close()
