"""What is exported and imported again is the same; what is no export changes nothing."""

from __future__ import annotations

import asyncio
import io
import json
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from repartee.conversation.events import RecordingMade, UserTurn
from repartee.history.export import unpacking
from repartee.history.export.errors import AlreadyThereError, BadExportError
from repartee.history.export.exporter import Exporter, Format
from repartee.history.export.importer import Importer
from repartee.history.records import NumberedEvent, Query
from repartee.history.store import HistoryStore
from tests.history.export.kept import SOUND, RecordingsInMemory, numbered, talk
from tests.history.export.strategies import IDS, TALKS


async def exported(
    store: HistoryStore, conversation_id: str, form: Format, sounds: RecordingsInMemory
) -> io.BytesIO:
    summary = await store.conversation(conversation_id)
    assert summary is not None
    pieces = Exporter(store, sounds).export(summary, form)
    return io.BytesIO(b"".join([piece async for piece in pieces]))


async def _nothing_is_kept(store: HistoryStore) -> bool:
    return (await store.conversations(Query())).items == []


@pytest.fixture
async def other(tmp_path: Path) -> AsyncIterator[HistoryStore]:
    kept = HistoryStore("", tmp_path / "other")
    await kept.open()
    yield kept
    await kept.close()


def _without_files(events: list[NumberedEvent]) -> list[NumberedEvent]:
    return [
        NumberedEvent(each.number, each.event.model_copy(update={"file": ""}))
        if isinstance(each.event, RecordingMade)
        else each
        for each in events
    ]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=25,
)
@given(
    conversation_id=IDS,
    title=st.text("abc äß<>", max_size=20),
    events=TALKS,
    form=st.sampled_from([Format.JSON, Format.ZIP]),
)
async def test_an_export_is_imported_as_it_was(
    store: HistoryStore,
    other: HistoryStore,
    conversation_id: str,
    title: str,
    events: list[NumberedEvent],
    form: Format,
) -> None:
    for each in (store, other):
        await each.forget(conversation_id)
    await store.append(conversation_id, events)
    await store.rename(conversation_id, title)
    sounds = RecordingsInMemory()
    file = await exported(store, conversation_id, form, sounds)
    imported = await Importer(other, sounds).take(file)
    assert imported == await store.conversation(conversation_id)
    assert _without_files(await other.events(conversation_id)) == _without_files(events)


async def test_the_sound_comes_along_in_a_zip(store: HistoryStore, other: HistoryStore) -> None:
    sounds, others = RecordingsInMemory(), RecordingsInMemory()
    sounds.files["old/place.opus"] = SOUND
    await store.append("talk", talk(recording="old/place.opus"))
    file = await exported(store, "talk", Format.ZIP, sounds)
    await Importer(other, others).take(file)
    assert others.files == {"talk/old-place.opus": SOUND}
    made = [each.event for each in await other.events("talk")][1]
    assert isinstance(made, RecordingMade)
    assert made.file == "talk/old-place.opus"


async def test_whoever_imports_twice_has_it_once(store: HistoryStore, other: HistoryStore) -> None:
    sounds = RecordingsInMemory()
    await store.append("talk", talk())
    file = await exported(store, "talk", Format.JSON, sounds)
    first = await Importer(other, sounds).take(file)
    file.seek(0)
    assert await Importer(other, sounds).take(file) == first
    assert await other.events("talk") == talk()


async def test_who_is_cut_off_while_they_import_leaves_all_of_it_or_nothing(
    store: HistoryStore, other: HistoryStore
) -> None:
    sounds, events = RecordingsInMemory(), numbered(*[each.event for each in talk()] * 60)
    await store.append("talk", events)
    file = await exported(store, "talk", Format.JSON, sounds)
    cut_off = 0
    for patience in range(0, 60, 3):
        file.seek(0)
        importing = asyncio.create_task(Importer(other, sounds).take(file))
        for _ in range(patience):
            await asyncio.sleep(0.001)
        cut_off += importing.cancel()
        await asyncio.wait([importing])
        assert await other.events("talk") in ([], events)
        await other.forget("talk")
    assert cut_off


async def test_two_who_import_the_same_have_it_once(
    store: HistoryStore, other: HistoryStore
) -> None:
    sounds = RecordingsInMemory()
    await store.append("talk", talk())
    files = [await exported(store, "talk", Format.JSON, sounds) for _ in range(2)]
    first, second = await asyncio.gather(*(Importer(other, sounds).take(each) for each in files))
    assert first == second
    assert await other.events("talk") == talk()


async def test_another_conversation_of_the_same_id_is_not_touched(
    store: HistoryStore, other: HistoryStore
) -> None:
    sounds = RecordingsInMemory()
    await store.append("talk", talk())
    mine = numbered(UserTurn(turn=1, text="mine"))
    await other.append("talk", mine)
    file = await exported(store, "talk", Format.JSON, sounds)
    with pytest.raises(AlreadyThereError, match="new id"):
        await Importer(other, sounds).take(file)
    assert await other.events("talk") == mine
    file.seek(0)
    imported = await Importer(other, sounds).take(file, new_id=True)
    assert imported.id != "talk"
    assert await other.events(imported.id) == talk()


async def test_a_recording_of_somebody_elses_cannot_be_claimed(other: HistoryStore) -> None:
    sounds = RecordingsInMemory()
    stolen = numbered(RecordingMade(sitting=1, file="another/1.opus"))
    await other.append("mine", stolen)
    file = await exported(other, "mine", Format.JSON, sounds)
    imported = await Importer(other, sounds).take(file, new_id=True)
    (made,) = [each.event for each in await other.events(imported.id)]
    assert isinstance(made, RecordingMade)
    assert made.file == f"{imported.id}/another-1.opus"


def _document(**changes: object) -> bytes:
    event = {
        "number": 1,
        "event": {"kind": "user-turn", "turn": 1, "text": "hi", "at": "2026-01-01T00:00:00Z"},
    }
    whole: dict[str, object] = {
        "format": "repartee-conversation",
        "version": 1,
        "conversation": {"id": "talk", "title": ""},
        "events": [event],
    }
    return json.dumps({**whole, **changes}).encode()


def _zip(files: dict[str, bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return file.getvalue()


_FIRST = {"number": 1, "event": {"kind": "failed", "what": "x", "at": "2026-01-01T00:00:00Z"}}
_DEEP = b'{"events": ' + b"[" * 100_000


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "no export"),
        (b"hello", "no export"),
        (b"\xff\xfe", "no export"),
        (b"[1, 2]", "no export"),
        (b'{"a": 1} more', "no export"),
        (_DEEP, "no export"),
        (_document()[:-40], "cut off"),
        (_document(format="else"), "no export"),
        (_document(version=2), "another version"),
        (_document(conversation={"id": "../../etc"}), "id or title"),
        (_document(conversation={"id": ""}), "id or title"),
        (_document(conversation={"id": "a", "title": "x" * 201}), "id or title"),
        (_document(events=[]), "Nothing happened"),
        (_document(events={}), "no export"),
        (_document(events=[{**_FIRST, "number": 2}]), "another number"),
        (_document(events=[_FIRST, _FIRST]), "another number"),
        (_document(events=[{"number": 1, "event": {"kind": "of-tomorrow"}}]), "newer"),
        (_document(events=[{"number": 1, "event": 5}]), "newer"),
        (_zip({"other.json": b""}), "no conversation.json"),
        (_zip({"conversation.json": _document()})[:-30], "broken"),
        (_zip({"conversation.json": _document(version=9)}), "another version"),
    ],
)
async def test_what_is_no_export_changes_nothing(
    other: HistoryStore, content: bytes, says: str
) -> None:
    with pytest.raises(BadExportError, match=says):
        await Importer(other, RecordingsInMemory()).take(io.BytesIO(content))
    assert await _nothing_is_kept(other)


async def test_a_zip_that_grows_without_end_is_given_up(
    other: HistoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unpacking, "LARGEST_DOCUMENT_BYTES", 1024 * 1024)
    bomb = _zip({"conversation.json": b" " * 50_000_000})
    assert len(bomb) < 100_000
    with pytest.raises(BadExportError, match="1 MiB"):
        await Importer(other, RecordingsInMemory()).take(io.BytesIO(bomb))


@pytest.mark.parametrize(
    ("sound", "largest", "says"),
    [(b"<html>", 10_000, "neither Ogg nor FLAC"), (b"OggS" + b"\0" * 90_000, 10_000, "larger")],
)
async def test_where_the_sound_is_bad_nothing_is_imported(
    other: HistoryStore,
    monkeypatch: pytest.MonkeyPatch,
    sound: bytes,
    largest: int,
    says: str,
) -> None:
    monkeypatch.setattr(unpacking, "LARGEST_SOUND_BYTES", largest)
    sounds = RecordingsInMemory()
    made = {
        "number": 1,
        "event": {
            "kind": "recording-made",
            "sitting": 1,
            "file": "a.opus",
            "at": "2026-01-01T00:00:00Z",
        },
    }
    file = _zip({"conversation.json": _document(events=[made]), "audio/1-sitting-1.opus": sound})
    with pytest.raises(BadExportError, match=says):
        await Importer(other, sounds).take(io.BytesIO(file))
    assert await _nothing_is_kept(other)
    assert sounds.files == {}


async def test_one_that_was_edited_by_hand_is_read(other: HistoryStore) -> None:
    pretty = json.dumps(json.loads(_document(made_by="hand")), indent=4, sort_keys=True)
    await Importer(other, RecordingsInMemory()).take(io.BytesIO(pretty.encode()))
    assert len(await other.events("talk")) == 1
