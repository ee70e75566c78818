"""What 100,000 events cost: to list, to search, and to write one more.

`python -m tests.history.benchmark FILE.md` fills an SQLite database, and writes a page of figures.
"""

from __future__ import annotations

import asyncio
import platform
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from itertools import accumulate, islice, product
from pathlib import Path
from statistics import median

from repartee.conversation.events import (
    AgentTurn,
    Event,
    SessionEnded,
    SessionStarted,
    TurnMeasured,
    UserTurn,
)
from repartee.history.store import HistoryStore, NumberedEvent, Query

_CONVERSATIONS = 2_000
_EVENTS = 50
"""In each conversation."""
_TIMES = 400
_WRITES = 200
_WORDS = 20_000
_BEGAN = datetime(2026, 1, 1, tzinfo=UTC)

# Of how many words there are, how often each is said: as in any language (Zipf).
_SYLLABLES = [a + b for a in "bdfgklmnprstvz" for b in ("a", "e", "i", "o", "u", "an", "er", "is")]
_NAMES = ["".join(each) for each in islice(product(_SYLLABLES, repeat=3), 0, _WORDS * 70, 70)]
_WEIGHTS = list(accumulate(1 / number for number in range(1, _WORDS + 1)))


def _sentence(random_: random.Random, words: int) -> str:
    return " ".join(random_.choices(_NAMES, cum_weights=_WEIGHTS, k=words))


def _conversation(random_: random.Random, number: int) -> list[NumberedEvent]:
    at = _BEGAN + timedelta(minutes=10 * number)
    events: list[Event] = [SessionStarted(stack=random_.choice(["builtin", "cloud"]), at=at)]
    for turn in range(1, (_EVENTS - 2) // 3 + 1):
        at += timedelta(seconds=8)
        answer = _sentence(random_, 25)
        events += [
            UserTurn(turn=turn, text=_sentence(random_, 10), at=at),
            AgentTurn(turn=turn, generated=answer, heard=answer, at=at),
            TurnMeasured(turn=turn, steps_ms={"decided": 200, "first_audio": 410}, at=at),
        ]
    events.append(SessionEnded(reason="left", secs=8 * turn, at=at))
    return [NumberedEvent(place, event) for place, event in enumerate(events, 1)]


async def _timed(work: Callable[[], Awaitable[object]]) -> float:
    began = time.perf_counter()
    await work()
    return (time.perf_counter() - began) * 1000


async def _writes(store: HistoryStore, name: str) -> list[float]:
    """Milliseconds of a durable turn, one event a transaction."""

    async def write(number: int) -> None:
        event = UserTurn(turn=number, text="one more turn of a few words")
        await store.append(name, [NumberedEvent(number, event)])

    return [await _timed(lambda number=number: write(number)) for number in range(1, _WRITES + 1)]  # type: ignore[misc]


async def _lists(store: HistoryStore, random_: random.Random) -> list[float]:
    """Of pages at random places, with and without conditions."""
    cursors = [""]
    page = await store.conversations(Query())
    while page.next:
        cursors.append(page.next)
        page = await store.conversations(Query(cursor=page.next))
    queries = [
        Query(
            cursor=random_.choice(cursors),
            stack=random_.choice(["", "cloud"]),
            errors=random_.choice([None, False]),
        )
        for _ in range(_TIMES)
    ]
    return [await _timed(lambda query=query: store.conversations(query)) for query in queries]  # type: ignore[misc]


async def _searches(store: HistoryStore, random_: random.Random) -> tuple[list[float], list[float]]:
    """Of hits, and of conversations; one to three words, common and rare as they are said."""
    texts = [_sentence(random_, random_.randint(1, 3)) for _ in range(_TIMES)]
    hits = [await _timed(lambda text=text: store.search(text)) for text in texts]  # type: ignore[misc]
    queries = [Query(text=text) for text in texts]
    lists = [await _timed(lambda query=query: store.conversations(query)) for query in queries]  # type: ignore[misc]
    return hits, lists


def _row(what: str, figures: list[float]) -> str:
    ordered = sorted(figures)
    return f"| {what} | {median(ordered):.1f} | {ordered[int(len(ordered) * 0.95)]:.1f} |"


async def measure(directory: Path) -> str:
    """Fill a database, and measure.

    Returns:
        A page in Markdown.
    """
    random_ = random.Random(6)
    store = HistoryStore("", directory)
    await store.open()
    at_start = await _writes(store, "at the start")
    for number in range(_CONVERSATIONS):
        await store.append(f"conversation-{number}", _conversation(random_, number))
    at_end = await _writes(store, "at the end")
    rows = [
        _row("A page of 50 conversations", await _lists(store, random_)),
    ]
    hits, lists = await _searches(store, random_)
    rows += [
        _row("Search: 50 hits with their text", hits),
        _row("A page of the conversations with these words, and where", lists),
        _row("One more durable event, in an empty database", at_start),
        _row("One more durable event, at the end", at_end),
    ]
    await store.close()
    size = (directory / "history.sqlite3").stat().st_size / 1e6
    return "\n".join([*_heading(size), *rows, ""])


def _heading(megabytes: float) -> list[str]:
    return [
        "# What history costs",
        "",
        "`python -m tests.history.benchmark docs/history-benchmark.md` wrote this page.",
        "",
        f"{_CONVERSATIONS * _EVENTS:,} events in {_CONVERSATIONS:,} conversations, SQLite "
        f"{sqlite3.sqlite_version} on {platform.machine()}, {megabytes:.0f} MB with the index of "
        f"words. {_TIMES} questions each; words are as common as in a language.",
        "",
        "| | Median, ms | 95th percentile, ms |",
        "|---|---|---|",
    ]


def main(page: Path) -> None:
    with tempfile.TemporaryDirectory() as directory:
        text = asyncio.run(measure(Path(directory)))
    page.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
