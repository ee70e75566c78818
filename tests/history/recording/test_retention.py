from __future__ import annotations

from datetime import UTC, datetime, timedelta

from repartee.history.recording.names import begun_at, digest_of, name_for
from repartee.history.recording.retention import Retention
from repartee.history.recording.storage import StoredFile

NOW = datetime(2026, 3, 14, 12, 0, tzinfo=UTC)


def recording(days_ago: float, size: int = 1000, *, changed: datetime | None = None) -> StoredFile:
    name = name_for("anna's talk", "opus", NOW - timedelta(days=days_ago))
    return StoredFile(name, size, changed)


def test_a_name_tells_when_it_began_and_nothing_of_its_caller() -> None:
    name = name_for("../../anna", "flac", NOW)
    assert name.startswith("2026-03/")
    assert name.endswith(".flac")
    assert "anna" not in name
    assert digest_of("../../anna") in name
    assert begun_at(name) == NOW


def test_what_is_too_old_goes() -> None:
    old, young = recording(31), recording(29)
    assert Retention(keep_days=30).surplus([young, old], NOW) == [old]


def test_the_oldest_go_where_there_are_too_many_bytes() -> None:
    first, second, third = (recording(days, 400) for days in (3, 2, 1))
    assert Retention(most_bytes=1000).surplus([third, first, second], NOW) == [first]


def test_without_a_limit_nothing_goes() -> None:
    assert Retention().surplus([recording(10_000, 10**12)], NOW) == []


def test_what_is_being_written_stays() -> None:
    busy = recording(0.001, 5000, changed=NOW - timedelta(seconds=1))
    assert Retention(keep_days=0.0001, most_bytes=1).surplus([busy], NOW) == []


def test_files_of_others_are_not_touched() -> None:
    alien = StoredFile("holiday.opus", 10**9, NOW - timedelta(days=1000))
    assert Retention(keep_days=1, most_bytes=1).surplus([alien], NOW) == []
