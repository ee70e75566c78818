"""What is kept of a conversation is whole, private, and gone when its time is over."""

from __future__ import annotations

import asyncio
import json
import os
import threading
import time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loguru import logger

from repartee.conversation.guest_book import GuestBook
from repartee.conversation.parts import Choices
from repartee.conversation.snapshot import Snapshot
from repartee.engines.threads import prestarted_executor
from repartee.history.redaction.redactor import Redactor
from repartee.history.shelf import FileShelf

messages = st.lists(
    st.fixed_dictionaries(
        {"role": st.sampled_from(["user", "assistant"]), "content": st.text(max_size=200)}
    ),
    max_size=20,
)


def _snapshot(conversation_id: str = "talk", said: list[dict[str, str]] | None = None) -> Snapshot:
    book = GuestBook()
    book.enter("Anna")
    choices = Choices(voice="slt", greeting=False, timezone=ZoneInfo("Europe/Berlin"))
    return Snapshot(conversation_id, book.entries, book.invite_token, tuple(said or ()), choices)


def _files(directory: Path) -> list[Path]:
    return list(directory.iterdir())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(min_size=1, max_size=128).filter(str.isprintable), messages)
async def test_what_is_kept_is_found_again(
    tmp_path: Path, conversation_id: str, said: list[dict[str, str]]
) -> None:
    shelf = FileShelf(tmp_path, keep_secs=60)
    snapshot = _snapshot(conversation_id, said)
    await shelf.keep(snapshot)
    assert await FileShelf(tmp_path, keep_secs=60).find(conversation_id) == snapshot


async def test_the_newest_state_is_the_one_that_counts(tmp_path: Path) -> None:
    shelf = FileShelf(tmp_path, keep_secs=60)
    for number in range(3):
        await shelf.keep(_snapshot(said=[{"role": "user", "content": str(number)}]))
    kept = await shelf.find("talk")
    assert kept is not None
    assert kept.messages[-1]["content"] == "2"
    assert len(_files(tmp_path)) == 1


async def test_words_that_no_file_can_hold_do_not_cost_the_others(tmp_path: Path) -> None:
    shelf = FileShelf(tmp_path, keep_secs=60)
    await shelf.keep(_snapshot(said=[{"role": "user", "content": "half a smile: \ud83d"}]))
    kept = await shelf.find("talk")
    assert kept is not None
    assert kept.messages[-1]["content"] == "half a smile: ?"


async def test_nobody_else_may_read_it(tmp_path: Path) -> None:
    directory = tmp_path / "conversations"
    await FileShelf(directory, keep_secs=60).keep(_snapshot())
    assert directory.stat().st_mode & 0o777 == 0o700
    assert [file.stat().st_mode & 0o777 for file in _files(directory)] == [0o600]


async def test_what_is_too_old_is_not_found_and_goes_at_the_next_writing(tmp_path: Path) -> None:
    await FileShelf(tmp_path, keep_secs=60).keep(_snapshot("old"))
    long_ago = time.time() - 61
    for file in _files(tmp_path):
        os.utime(file, (long_ago, long_ago))
    shelf = FileShelf(tmp_path, keep_secs=60)
    assert await shelf.find("old") is None
    await shelf.keep(_snapshot("new"))
    assert len(_files(tmp_path)) == 1


async def test_a_directory_that_cannot_be_written_is_told_at_the_start(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("not a directory")
    said: list[str] = []
    sink = logger.add(said.append, level="WARNING")
    await FileShelf(blocked / "conversations", keep_secs=60).open()
    await FileShelf(tmp_path / "fine", keep_secs=60).open()
    logger.remove(sink)
    assert len(said) == 1
    assert "DATA_DIR" in said[0]


async def test_a_broken_file_is_nothing_kept(tmp_path: Path) -> None:
    shelf = FileShelf(tmp_path, keep_secs=60)
    await shelf.keep(_snapshot())
    for file in _files(tmp_path):
        file.write_bytes(file.read_bytes()[:50])
    assert await shelf.find("talk") is None
    assert await shelf.find("never heard of") is None


async def test_a_slow_disk_holds_up_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As the server has it: aiortc encodes in this pool.
    codecs = prestarted_executor(1, "codec")
    asyncio.get_running_loop().set_default_executor(codecs)
    synced = threading.Event()
    monkeypatch.setattr(os, "fsync", lambda _file: synced.wait(10))
    shelf = FileShelf(tmp_path, keep_secs=60)
    keeping = [asyncio.create_task(shelf.keep(_snapshot(str(number)))) for number in range(3)]
    async with asyncio.timeout(60):
        while not _files(tmp_path):
            await asyncio.sleep(0.01)
        try:
            await asyncio.to_thread(time.monotonic)
        finally:
            synced.set()
    await asyncio.gather(*keeping)


async def test_what_shall_not_be_stored_is_in_no_file(tmp_path: Path) -> None:
    call = {
        "id": "call_4155552671",
        "function": {"name": "dial", "arguments": '{"to": 14155552671}'},
    }
    said: list[dict[str, Any]] = [
        {"role": "user", "content": [{"type": "text", "text": "Call +1 415 555 2671"}]},
        {"role": "assistant", "content": None, "tool_calls": [call]},
        {"role": "tool", "tool_call_id": "call_4155552671", "content": "Calling +14155552671"},
    ]
    book = GuestBook()
    book.enter("+14155552671")
    choices = Choices(system_prompt="Tell them to call 415-555-2671.")
    snapshot = Snapshot("talk", book.entries, book.invite_token, tuple(said), choices)
    shelf = FileShelf(tmp_path, keep_secs=60, redactor=Redactor(["phones"]))
    await shelf.keep(snapshot)

    kept = await shelf.find("talk")
    assert kept is not None
    written = "".join(file.read_text() for file in _files(tmp_path))
    assert "2671" not in written.replace("call_4155552671", "")
    call = kept.messages[1]["tool_calls"][0]
    assert call["id"] == kept.messages[2]["tool_call_id"]
    assert json.loads(call["function"]["arguments"]) == {"to": "[phone number]"}
