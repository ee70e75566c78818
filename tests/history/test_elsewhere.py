"""Conversations that another server holds, which shares the database."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from repartee.conversation.events import SessionEnded, SessionStarted
from repartee.conversation.snapshot import EmptyShelf
from repartee.history.elsewhere import Elsewhere
from repartee.history.errors import StillGoesOnError
from repartee.history.forgetting import Forgetting
from repartee.history.presence import Presence
from repartee.history.store import HistoryStore, NumberedEvent


@pytest.fixture
def forgetting(store: HistoryStore) -> Forgetting:
    """A command's, beside servers that run."""
    elsewhere = Elsewhere(store.database, Presence.here())
    return Forgetting(store, EmptyShelf(), held_elsewhere=elsewhere.holds)


async def _held_by(server: Presence, url: str, directory: Path, *names: str) -> HistoryStore:
    store = HistoryStore(url, directory, server=server.id)
    await store.open()
    await server.beat(store.database)
    for name in names:
        await store.append(name, [NumberedEvent(1, SessionStarted())])
    return store


async def test_what_goes_on_at_a_server_that_runs_is_not_forgotten(
    store: HistoryStore, forgetting: Forgetting, database_url: str, tmp_path: Path
) -> None:
    server = await _held_by(Presence.here(), database_url, tmp_path, "a", "b")
    await server.append("b", [NumberedEvent(2, SessionEnded(reason="left", secs=1))])
    with pytest.raises(StillGoesOnError, match="Hang up"):
        await forgetting.forget("a")
    assert await forgetting.forget_all(["a", "b", "never heard of"]) == 1
    assert await store.conversation("a")
    assert await store.conversation("b") is None

    await server.append("a", [NumberedEvent(2, SessionEnded(reason="left", secs=1))])
    assert await forgetting.forget("a")
    await server.close()


async def test_what_a_killed_server_held_is_forgotten(
    store: HistoryStore, forgetting: Forgetting, database_url: str, tmp_path: Path
) -> None:
    here = Presence.here()
    killed = replace(here, started=here.started - 3600)
    server = await _held_by(killed, database_url, tmp_path, "a")
    assert await forgetting.forget("a")
    await server.close()


async def test_a_server_forgets_what_is_its_own(store: HistoryStore) -> None:
    here = Presence.here()
    await here.beat(store.database)
    mine = Elsewhere(store.database, here)
    await store.append("a", [NumberedEvent(1, SessionStarted())])
    assert await mine.holds(["a"]) == set()
