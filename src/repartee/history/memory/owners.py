"""Whose a conversation is."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from repartee.conversation.events import Event, SessionStarted
from repartee.history.database import Database
from repartee.history.memory.tables import owners


async def own(connection: AsyncConnection, conversation_id: str, events: Iterable[Event]) -> None:
    """Note whose a conversation is, if that is told and was not before.

    Args:
        connection: In a transaction.
        conversation_id: The conversation, which is there.
        events: What is written of it.
    """
    person = next((each.person for each in events if isinstance(each, SessionStarted)), "")
    if not person:
        return
    making = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    values = {"conversation_id": conversation_id, "person": person}
    await connection.execute(making(owners).values(values).on_conflict_do_nothing())


async def owner_of(database: Database, conversation_id: str) -> str:
    """Whose a conversation is; empty where that is not known.

    Args:
        database: History's.
        conversation_id: Which one.

    Raises:
        HistoryError: If it cannot be read.
    """
    wanted = select(owners.c.person).where(owners.c.conversation_id == conversation_id)
    async with database.reading() as connection:
        return await connection.scalar(wanted) or ""
