"""Which servers run, and whose conversations are lost."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
from sqlalchemy import update

from repartee.conversation.events import SessionEnded, SessionStarted, UserTurn
from repartee.history.lost import end_all_lost
from repartee.history.presence import Presence
from repartee.history.store import HistoryStore, NumberedEvent
from repartee.history.tables import servers


def gone() -> Presence:
    """Of a process of this machine that runs no more."""
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    started = psutil.Process(process.pid).create_time()
    process.kill()
    process.communicate()
    return replace(Presence.here(), process=process.pid, started=started)


async def test_servers_of_this_machine_are_known_by_their_processes(store: HistoryStore) -> None:
    here, other, killed = Presence.here(), Presence.here(), gone()
    await killed.beat(store.database)
    await other.beat(store.database)
    assert await here.beat(store.database) == {here.id, other.id}
    await other.leave(store.database)
    assert await here.beat(store.database) == {here.id}


async def test_a_process_number_that_another_has_now_is_not_taken_for_the_server(
    store: HistoryStore,
) -> None:
    here = Presence.here()
    before = replace(Presence.here(), started=here.started - 3600)
    await before.beat(store.database)
    assert await here.beat(store.database) == {here.id}


async def test_a_server_of_another_machine_runs_until_it_is_silent_for_long(
    store: HistoryStore,
) -> None:
    here = Presence.here()
    far = replace(gone(), machine="another")
    await far.beat(store.database)
    assert await here.beat(store.database) == {here.id, far.id}
    long_ago = datetime.now(UTC) - timedelta(minutes=2)
    async with store.database.writing() as connection:
        await connection.execute(update(servers).values(seen_at=long_ago))
    assert await here.beat(store.database) == {here.id}


async def test_only_sittings_that_no_running_server_holds_are_ended(
    store: HistoryStore, database_url: str, tmp_path: Path
) -> None:
    began = SessionStarted()
    last = UserTurn(turn=1, text="hello", at=began.at + timedelta(seconds=30))
    for server in ("killed", "running"):
        writer = HistoryStore(database_url, tmp_path, server=server)
        await writer.open()
        await writer.append(server, [NumberedEvent(1, began), NumberedEvent(2, last)])
        over = SessionEnded(reason="left")
        await writer.append(f"over {server}", [NumberedEvent(1, began), NumberedEvent(2, over)])
        await writer.close()

    assert await end_all_lost(store, {"running"}) == 1
    assert await end_all_lost(store, {"running"}) == 0
    [*_, end] = await store.events("killed")
    assert end == NumberedEvent(3, SessionEnded(at=last.at, reason="lost", secs=30))
    assert len(await store.events("running")) == 2
