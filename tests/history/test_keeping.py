"""Conversations go when their time is over, with all that is kept of them, and not before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from repartee.conversation.events import Event, RecordingMade, SessionStarted, UserTurn
from repartee.conversation.guest_book import GuestBook
from repartee.conversation.parts import Choices
from repartee.conversation.snapshot import EmptyShelf, Snapshot
from repartee.history.errors import HistoryError
from repartee.history.export.storage import StoredRecordings
from repartee.history.forgetting import Forgetting
from repartee.history.holdings import Holdings, holdings, sound_holdings
from repartee.history.keeping import Keeping
from repartee.history.reading import all_conversations
from repartee.history.recording.names import digest_of, name_for
from repartee.history.recording.storage import Storage
from repartee.history.shelf import FileShelf
from repartee.history.store import HistoryStore, NumberedEvent

NOW = datetime(2026, 6, 1, tzinfo=UTC)


async def write(store: HistoryStore, name: str, *, days_ago: float = 0, file: str = "") -> None:
    at = NOW - timedelta(days=days_ago)
    events: list[Event] = [SessionStarted(at=at), UserTurn(turn=1, text="secretword", at=at)]
    made: list[Event] = [RecordingMade(sitting=1, file=file, at=at)] if file else []
    numbered = [NumberedEvent(each, event) for each, event in enumerate([*events, *made], 1)]
    await store.append(name, numbered)


async def test_only_what_is_too_old_is_forgotten(store: HistoryStore) -> None:
    for name, days in (("old", 31), ("older", 400), ("new", 29)):
        await write(store, name, days_ago=days)
    keeping = Keeping(store, Forgetting(store, EmptyShelf()), keep_days=30)
    assert await keeping.forget_old(NOW) == 2
    assert await keeping.forget_old(NOW) == 0
    assert await all_conversations(store) == ["new"]


async def test_a_conversation_that_goes_on_is_left(store: HistoryStore) -> None:
    await write(store, "old", days_ago=31)
    forgetting = Forgetting(store, EmptyShelf())
    assert await Keeping(store, forgetting, 30, lambda each: each == "old").forget_old(NOW) == 0


async def test_its_recordings_and_its_context_go_with_it(
    store: HistoryStore, tmp_path: Path
) -> None:
    sounds, contexts = tmp_path / "sounds", tmp_path / "contexts"
    for name in ("a", "b"):
        recording = name_for(name, "opus", NOW)
        (sounds / recording).parent.mkdir(parents=True, exist_ok=True)
        (sounds / recording).write_bytes(b"secretword")
        await write(store, name, file=recording)
    shelf = FileShelf(contexts, 60)
    said = ({"role": "user", "content": "secretword"},)
    for name in ("a", "b"):
        await shelf.keep(Snapshot(name, GuestBook().entries, "", said, Choices()))

    forgetting = Forgetting(store, shelf, [StoredRecordings(Storage(str(sounds)))])
    assert await forgetting.forget("a")
    assert not await forgetting.forget("a")
    (left,) = sounds.rglob("*.opus")
    assert digest_of("b") in left.name
    assert await shelf.find("a") is None
    assert await shelf.find("b") is not None


async def test_a_recording_that_cannot_be_removed_keeps_its_conversation_listed(
    store: HistoryStore,
) -> None:
    await write(store, "a", file=name_for("a", "opus", NOW))
    away = StoredRecordings(Storage("nowhere://bucket"))
    with pytest.raises(HistoryError):
        await Forgetting(store, EmptyShelf(), [away]).forget("a")
    assert await all_conversations(store) == ["a"]


async def test_what_is_held_is_counted(store: HistoryStore, tmp_path: Path) -> None:
    empty = await holdings(store.database)
    assert (empty.conversations, empty.events) == (0, 0)
    await write(store, "a")
    await write(store, "b", file="2026-06/b.opus")
    held = await holdings(store.database)
    assert held == Holdings(2, 5, held.bytes)
    assert held.bytes > 10_000
    name = f"2026-06/{'a' * 40}-20260601T120000Z-00000000.opus"
    (tmp_path / "sounds" / "2026-06").mkdir(parents=True)
    (tmp_path / "sounds" / name).write_bytes(b"1234")
    (tmp_path / "sounds" / "notes.txt").write_bytes(b"not ours")
    sound = await sound_holdings(str(tmp_path / "sounds"))
    assert (sound.recordings, sound.recordings_bytes) == (1, 4)
