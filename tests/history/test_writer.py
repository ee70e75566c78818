"""The writer, over both databases, with and without trouble."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from loguru import logger

from repartee.conversation.events import (
    AgentTurn,
    Event,
    Failed,
    SessionEnded,
    SessionStarted,
    UserTurn,
)
from repartee.history import scribe
from repartee.history.store import HistoryStore, NumberedEvent
from repartee.history.writer import HistoryArchive
from tests.support.flaky_store import FlakyStore
from tests.support.postgresql import needs_postgresql, running_postgresql


@pytest.fixture(autouse=True)
def _patient_for_no_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scribe, "_FIRST_PAUSE_SECS", 0.001)
    monkeypatch.setattr(scribe, "_LONGEST_PAUSE_SECS", 0.05)


@pytest.fixture
async def flaky(database_url: str, tmp_path: Path) -> AsyncIterator[FlakyStore]:
    store = FlakyStore(database_url, tmp_path)
    await store.open()
    yield store
    await store.close()


@pytest.fixture
def told() -> Iterator[list[str]]:
    """What the log says, at INFO and above."""
    lines: list[str] = []
    sink = logger.add(lambda message: lines.append(message.record["message"]), level="INFO")
    yield lines
    logger.remove(sink)


def turns(count: int, first: int = 1) -> list[Event]:
    return [UserTurn(turn=turn, text=f"turn {turn}") for turn in range(first, first + count)]


async def written(store: HistoryStore, conversation_id: str = "a") -> list[Event]:
    """What is there, and that it is numbered without a gap."""
    found = await store.events(conversation_id)
    assert [each.number for each in found] == list(range(1, len(found) + 1))
    return [each.event for each in found]


async def test_what_was_noted_is_written_when_it_is_durable(store: HistoryStore) -> None:
    chronicle = await HistoryArchive(store).chronicle("a")
    for event in turns(3):
        chronicle.note(event)
    await chronicle.durable()
    assert [each.event.kind for each in await store.events("a")] == ["user-turn"] * 3


async def test_a_conversation_that_is_taken_up_again_is_written_on(store: HistoryStore) -> None:
    for first in (1, 3):
        chronicle = await HistoryArchive(store).chronicle("a")
        for event in turns(2, first):
            chronicle.note(event)
        await chronicle.close()
    texts = [each.text for each in await written(store) if isinstance(each, UserTurn)]
    assert texts == ["turn 1", "turn 2", "turn 3", "turn 4"]


async def test_nothing_is_noted_in_what_is_closed(store: HistoryStore) -> None:
    archive = HistoryArchive(store)
    chronicle = await archive.chronicle("a")
    await chronicle.close()
    chronicle.note(turns(1)[0])
    await archive.close()
    assert await written(store) == []


async def test_trouble_neither_loses_nor_doubles_nor_disorders_anything(flaky: FlakyStore) -> None:
    archive = HistoryArchive(flaky)
    chronicle = await archive.chronicle("a")
    events = turns(50)
    for event in events:
        flaky.plan.extend(("away", "silent", "silent"))
        chronicle.note(event)
        await asyncio.sleep(0)
    flaky.plan.clear()
    await archive.close(60)
    assert await written(flaky) == events


async def test_an_outage_is_told_once_and_its_end_once(flaky: FlakyStore, told: list[str]) -> None:
    archive = HistoryArchive(flaky)
    for each in "ab":
        flaky.plan.extend(("away", "away"))
        (await archive.chronicle(each)).note(turns(1)[0])
    await archive.close(60)
    assert len(told) == 2
    assert told[0].startswith("The database is away.")
    assert told[1].startswith("History is written again")


async def test_a_conversation_does_not_wait_for_a_database_that_is_away(
    flaky: FlakyStore,
) -> None:
    flaky.always_away = True
    archive = HistoryArchive(flaky)
    chronicle = await archive.chronicle("a")
    chronicle.note(turns(1)[0])
    # Far less than `durable` would wait for one that is slow.
    async with asyncio.timeout(3):
        await chronicle.durable()
        await chronicle.durable()
    await archive.close(0.01)


async def test_who_closes_waits_a_while_and_says_what_was_lost(
    flaky: FlakyStore, told: list[str]
) -> None:
    flaky.always_away = True
    archive = HistoryArchive(flaky)
    chronicle = await archive.chronicle("a")
    for event in turns(3):
        chronicle.note(event)
    await archive.close(0.1)
    assert told[-1] == "3 events of conversations were not written: history is away."


async def test_an_outage_of_hours_ends_in_a_gap_that_the_log_shows(
    flaky: FlakyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scribe, "_MOST_WAITING", 5)
    flaky.always_away = True
    archive = HistoryArchive(flaky)
    chronicle = await archive.chronicle("a")
    for event in turns(8):
        chronicle.note(event)
    flaky.always_away = False
    await chronicle.durable()
    while len(await flaky.events("a")) < 5:
        await asyncio.sleep(0.01)
    chronicle.note(turns(1, 9)[0])
    await archive.close(60)

    *before, gap, after = await written(flaky)
    assert [each.text for each in before if isinstance(each, UserTurn)] == [
        f"turn {turn}" for turn in range(1, 6)
    ]
    assert isinstance(gap, Failed)
    assert gap.what == "3 events are missing here: the database was away for too long."
    assert isinstance(after, UserTurn)


async def test_an_event_that_the_database_does_not_take_takes_no_other_with_it(
    flaky: FlakyStore, told: list[str]
) -> None:
    archive = HistoryArchive(flaky)
    chronicle = await archive.chronicle("a")
    # The batch is not taken; then, of its events alone, the first.
    flaky.plan.extend(("unfit", "unfit"))
    for event in turns(3):
        chronicle.note(event)
    await archive.close(60)
    texts = [each.text for each in await written(flaky) if isinstance(each, UserTurn)]
    assert texts == ["turn 2", "turn 3"]
    assert told[0].startswith("An event of kind user-turn is not kept.")


async def test_two_servers_that_write_one_conversation_lose_nothing(store: HistoryStore) -> None:
    here, there = HistoryArchive(store), HistoryArchive(store)
    first, second = await here.chronicle("a"), await there.chronicle("a")
    events = turns(20)
    for each, event in enumerate(events):
        (first if each % 2 else second).note(event)
        if each % 3:
            await asyncio.gather(first.durable(), second.durable())
    await here.close(60)
    await there.close(60)
    assert sorted(await written(store), key=events.index) == events


async def test_a_killed_sitting_is_ended_before_the_next_one_begins(store: HistoryStore) -> None:
    began = SessionStarted()
    last = UserTurn(turn=1, text="hello", at=began.at + timedelta(seconds=9))
    await store.append("a", [NumberedEvent(1, began), NumberedEvent(2, last)])
    archive = HistoryArchive(store)
    chronicle = await archive.chronicle("a")
    again = SessionStarted(sitting=2)
    chronicle.note(again)
    await archive.close()
    end = SessionEnded(reason="lost", secs=9, at=last.at)
    assert await written(store) == [began, last, end, again]


async def test_a_sitting_that_was_ended_is_not_ended_again(store: HistoryStore) -> None:
    archive = HistoryArchive(store)
    for sitting in (1, 2):
        chronicle = await archive.chronicle("a")
        chronicle.note(SessionStarted(sitting=sitting))
        chronicle.note(SessionEnded(reason="left", secs=1))
        await chronicle.close()
    await archive.close()
    kinds = [each.kind for each in await written(store)]
    assert kinds == ["session-started", "session-ended"] * 2


async def test_what_is_still_told_of_a_forgotten_sitting_does_not_come_back(
    store: HistoryStore,
) -> None:
    chronicle = await HistoryArchive(store).chronicle("a")
    chronicle.note(SessionStarted())
    chronicle.note(turns(1)[0])
    await chronicle.durable()
    assert await store.forget("a")
    for event in (*turns(2, 2), SessionEnded(reason="left", secs=1)):
        chronicle.note(event)
        await chronicle.durable()
    assert await store.conversation("a") is None

    again = [SessionStarted(sitting=2), *turns(1, 4)]
    for event in again:
        chronicle.note(event)
    await chronicle.close()
    assert await written(store) == again


async def test_a_sitting_that_begins_right_after_is_written_whole(flaky: FlakyStore) -> None:
    archive = HistoryArchive(flaky)
    chronicle = await archive.chronicle("a")
    chronicle.note(SessionStarted())
    await chronicle.durable()
    assert await flaky.forget("a")
    flaky.plan.extend(("away", "away"))
    again = [SessionStarted(sitting=2), *turns(2, 2)]
    for event in (*turns(1), *again):
        chronicle.note(event)
    await archive.close(60)
    assert await written(flaky) == again


async def test_forgetting_takes_what_still_waits(flaky: FlakyStore) -> None:
    flaky.always_away = True
    archive = HistoryArchive(flaky)
    for name in "ab":
        chronicle = await archive.chronicle(name)
        for event in (SessionStarted(), *turns(2)):
            chronicle.note(event)
        await chronicle.close()
    goes_on = await archive.chronicle("b")
    await archive.forget("a")
    await archive.forget("b")
    await archive.forget("never heard of")
    assert archive.waiting == 3

    flaky.always_away = False
    await goes_on.close()
    await archive.close(60)
    assert await written(flaky, "a") == []
    assert len(await written(flaky, "b")) == 3


@needs_postgresql
async def test_a_database_that_goes_and_comes_back_has_everything(tmp_path: Path) -> None:
    with running_postgresql() as server:
        store = HistoryStore(server.new_database(), tmp_path)
        archive = HistoryArchive(store)
        await store.open()
        chronicle = await archive.chronicle("a")
        events = [*turns(5), AgentTurn(turn=5, generated="yes", heard="yes")]
        chronicle.note(events[0])
        await chronicle.durable()
        server.stop()
        chronicle.note(events[1])
        await chronicle.durable()
        for event in events[2:]:
            chronicle.note(event)
        server.start()
        await archive.close(60)
        assert await written(store) == events
        await store.close()
