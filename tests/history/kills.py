"""SIGKILL at random moments: every finished turn is there, in order, once.

`python -m tests.history.kills [TIMES]` does it 200 times over each database, and prints the result.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import random
import sqlite3
import sys
import tempfile
import time
from contextlib import closing, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple

from repartee.conversation.events import AgentTurn, Event, SessionEnded, ToolCalled, UserTurn
from repartee.history.lost import end_all_lost
from repartee.history.store import HistoryStore
from tests.history.scripted_writer import write_until_killed
from tests.support.postgresql import PROGRAMS, running_postgresql

_START_SECS = 60
_LONGEST_SECS = 0.25
"""From the first durable turn to the kill."""
_PAGE = 1_000_000


class Killed(NamedTuple):
    """What a killed server left."""

    conversations: int
    turns: int
    """Of which it was told that they are durable."""


async def kill_and_look(url: str, directory: Path) -> Killed:
    """Kill a server that writes to an open database, and look at what it left.

    Raises:
        AssertionError: If a durable turn is missing, doubled or out of order.
    """
    promised = await asyncio.to_thread(_kill_a_writer, url, directory)
    store = HistoryStore(url, directory)
    await store.open()
    try:
        if store.database.is_file:
            _check_file(directory)
        await end_all_lost(store, set())
        for name, last in promised.items():
            events = await store.events(name, limit=_PAGE)
            assert [each.number for each in events] == list(range(1, len(events) + 1)), name
            _check([each.event for each in events], last)
    finally:
        await store.close()
    return Killed(len(promised), sum(promised.values()))


def _kill_a_writer(url: str, directory: Path) -> dict[str, int]:
    """The last durable turn of each conversation."""
    # Forked from a process that has imported everything: a kill takes 0.3 s instead of 3.
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(["tests.history.scripted_writer"])
    told, tells = forks.Pipe(duplex=False)
    writer = forks.Process(target=write_until_killed, args=(url, directory, tells), daemon=True)
    writer.start()
    tells.close()
    assert told.poll(_START_SECS), "the writer wrote nothing"
    time.sleep(random.uniform(0, _LONGEST_SECS))
    writer.kill()
    writer.join()
    return _last_turns(told)


def _last_turns(told: Connection) -> dict[str, int]:
    last: dict[str, int] = {}
    # What is cut by the kill was never told.
    with suppress(EOFError, OSError):
        while True:
            name, turn = told.recv()
            last[name] = turn
    assert last, "the writer ended before it wrote anything"
    return last


def _check(events: list[Event], last: int) -> None:
    asked = [each.turn for each in events if isinstance(each, UserTurn)]
    answered = [each.turn for each in events if isinstance(each, AgentTurn)]
    called = [each.turn for each in events if isinstance(each, ToolCalled)]
    assert asked == list(range(1, len(asked) + 1))
    assert len(asked) >= last
    # An exchange is finished when the next question is durable.
    assert answered == list(range(1, len(answered) + 1))
    assert len(answered) >= last - 1
    assert called == [turn for turn in asked if turn % 3 == 0][: len(called)]
    assert isinstance(events[-1], SessionEnded)
    assert events[-1].reason == "lost"


def _check_file(directory: Path) -> None:
    with closing(sqlite3.connect(directory / "history.sqlite3")) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        # Raises if the words of the index are not those of the events.
        check = "INSERT INTO event_words(event_words, rank) VALUES ('integrity-check', 1)"
        connection.execute(check)


async def _many(name: str, url: str, directory: Path, times: int) -> None:
    began = time.monotonic()
    left = [await kill_and_look(url, directory) for _ in range(times)]
    print(
        f"{name}: killed {times} times, {sum(each.conversations for each in left)} conversations, "
        f"{sum(each.turns for each in left)} durable turns, none lost, doubled or out of order "
        f"({time.monotonic() - began:.0f} s)",
        flush=True,
    )


def main(times: int) -> None:
    with tempfile.TemporaryDirectory() as directory:
        asyncio.run(_many("SQLite", "", Path(directory), times))
    if PROGRAMS is None:
        print("PostgreSQL: not installed")
        return
    with running_postgresql() as server, tempfile.TemporaryDirectory() as directory:
        asyncio.run(_many("PostgreSQL", server.new_database(), Path(directory), times))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
