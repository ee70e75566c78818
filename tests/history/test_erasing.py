"""What is forgotten is gone: from the database's files, not only from what it answers."""

from __future__ import annotations

import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from repartee.conversation.events import AgentTurn, Event, SessionStarted, ToolAnswered, UserTurn
from repartee.conversation.snapshot import EmptyShelf
from repartee.history.forgetting import Forgetting
from repartee.history.keeping import Keeping
from repartee.history.memory.fact_store import FactStore
from repartee.history.redaction.redactor import Redactor
from repartee.history.store import HistoryStore, NumberedEvent, Query
from repartee.tools.fact import Fact


def talk(chance: random.Random, secret: str) -> list[NumberedEvent]:
    """A conversation of any length, with its secret in every event."""
    events: list[Event] = [SessionStarted(stack="builtin")]
    for turn in range(1, chance.randint(2, 40)):
        words = " ".join(f"{secret}{chance.randrange(10**6)}" for _ in range(chance.randint(1, 30)))
        events += [
            UserTurn(turn=turn, text=f"{secret} {words}"),
            ToolAnswered(turn=turn, call_id="1", tool="read", result=words * chance.randint(0, 40)),
            AgentTurn(turn=turn, generated=words, heard=words),
        ]
    return [NumberedEvent(number, event) for number, event in enumerate(events, 1)]


def traces(directory: Path, secret: str) -> list[str]:
    files = (each for each in directory.rglob("*") if each.is_file())
    return [each.name for each in files if secret.encode() in each.read_bytes().lower()]


@pytest.fixture
async def file_store(tmp_path: Path) -> AsyncIterator[HistoryStore]:
    store = HistoryStore("", tmp_path)
    await store.open()
    yield store
    await store.close()


@pytest.mark.parametrize("seed", [3, 4])
async def test_no_byte_of_it_is_left_in_any_file(
    file_store: HistoryStore, tmp_path: Path, seed: int
) -> None:
    chance = random.Random(seed)
    secrets = {f"c{each}": f"secret{'abcdefghijklmnopqrstuvwxyz'[each]}" for each in range(24)}
    waiting = {name: talk(chance, secret) for name, secret in secrets.items()}
    while waiting:
        # In turns, as conversations go on beside each other.
        name = chance.choice(list(waiting))
        count = chance.randint(1, 12)
        await file_store.append(name, waiting[name][:count])
        waiting[name] = waiting[name][count:]
        if not waiting[name]:
            del waiting[name]
    for name in secrets:
        await file_store.rename(name, f"About {secrets[name]}")

    forgotten = chance.sample(list(secrets), 12)
    for name in forgotten:
        assert await file_store.forget(name)
        assert traces(tmp_path, secrets[name]) == []
    for name in set(secrets) - set(forgotten):
        assert traces(tmp_path, secrets[name])
        assert await file_store.search(secrets[name])


async def test_its_words_are_found_no_more(store: HistoryStore) -> None:
    await store.append("a", [NumberedEvent(1, UserTurn(turn=1, text="a blue elephant"))])
    await store.append("b", [NumberedEvent(1, UserTurn(turn=1, text="a grey elephant"))])
    assert await store.forget("a")
    assert not await store.forget("a")
    assert [hit.conversation.id for hit in await store.search("elephant")] == ["b"]
    assert await store.search("blue") == []
    assert await store.events("a") == []
    async with store.database.reading() as connection:
        rows = await connection.execute(text("SELECT body FROM events"))
        assert "blue" not in str(rows.all())


async def test_several_are_forgotten_at_once(store: HistoryStore) -> None:
    for name in "abc":
        await store.append(name, [NumberedEvent(1, SessionStarted())])
    assert await store.forget_all(["a", "b", "never heard of"]) == 2
    page = await store.conversations(Query())
    assert [each.id for each in page.items] == ["c"]


async def test_it_can_be_forgotten_while_others_are_written_and_read(
    store: HistoryStore,
) -> None:
    await store.append("a", [NumberedEvent(1, UserTurn(turn=1, text="one"))])
    async with store.database.reading() as connection:
        await connection.execute(text("SELECT count(*) FROM events"))
        assert await store.forget("a")
    await store.append("b", [NumberedEvent(1, UserTurn(turn=1, text="two"))])
    assert len(await store.events("b")) == 1


async def test_what_shall_not_be_stored_never_reaches_a_file(tmp_path: Path) -> None:
    store = HistoryStore("", tmp_path, redactor=Redactor(["emails"]))
    await store.open()
    said = UserTurn(turn=1, text="I am anna@example.com")
    for _ in range(2):
        await store.append("a", [NumberedEvent(1, said)])
    await store.rename("a", "anna@example.com")
    assert traces(tmp_path, "anna@example") == []
    assert traces(tmp_path, "example") == []
    summary = await store.conversation("a")
    assert summary is not None
    assert summary.preview == "I am [e-mail address]"
    await store.close()


async def test_a_fact_that_was_removed_is_in_no_file_after_the_next_sweep(
    file_store: HistoryStore, tmp_path: Path
) -> None:
    known = FactStore(file_store.database)
    for number in range(50):
        await known.remember("key:a", Fact(f"thing {number}", f"secretfact {number}"))
    await known.forget_subject("key:a", Fact("thing 3", "").key)
    await known.forget_all("key:a")
    keeping = Keeping(file_store, Forgetting(file_store, EmptyShelf()), keep_days=0)
    await keeping.erase_owed()
    assert traces(tmp_path, "secretfact") == []
    assert not file_store.database.erasing.is_owed
