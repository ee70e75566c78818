"""A server's part in `kills`: holds scripted conversations, and tells what is durable."""

from __future__ import annotations

import asyncio
import random
from multiprocessing.connection import Connection
from pathlib import Path
from uuid import uuid4

from repartee.conversation.chronicle import Archive
from repartee.conversation.events import AgentTurn, SessionStarted, ToolCalled, UserTurn
from repartee.history.store import HistoryStore
from repartee.history.writer import HistoryArchive

_CONVERSATIONS = 3


def write_until_killed(url: str, directory: Path, told: Connection) -> None:
    """Hold conversations side by side; each durable question is told, as its answer would be heard.

    Args:
        url: Of the database.
        directory: Of its file.
        told: Is sent a conversation's name and the number of its exchange.
    """
    asyncio.run(_write(url, directory, told))


async def _write(url: str, directory: Path, told: Connection) -> None:
    store = HistoryStore(url, directory)
    await store.open()
    archive = HistoryArchive(store)
    async with asyncio.TaskGroup() as talks:
        for _ in range(_CONVERSATIONS):
            talks.create_task(_talk(archive, uuid4().hex, told))


async def _talk(archive: Archive, name: str, told: Connection) -> None:
    chronicle = await archive.chronicle(name)
    chronicle.note(SessionStarted(stack="scripted"))
    turn = 0
    while True:
        turn += 1
        chronicle.note(UserTurn(turn=turn, text=f"question {turn}"))
        await chronicle.durable()
        told.send((name, turn))
        if turn % 3 == 0:
            chronicle.note(ToolCalled(turn=turn, call_id=f"call {turn}", tool="clock"))
        await asyncio.sleep(random.uniform(0, 0.004))
        chronicle.note(AgentTurn(turn=turn, generated=f"answer {turn}", heard=f"answer {turn}"))
