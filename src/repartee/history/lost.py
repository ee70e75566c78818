"""Sittings that nobody ended, because their server was killed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import or_, select

from repartee.conversation.events import SessionEnded
from repartee.history.records import NumberedEvent
from repartee.history.store import HistoryStore
from repartee.history.tables import conversations, events


async def end_all_lost(store: HistoryStore, living: Collection[str]) -> int:
    """End the sittings that no running server holds.

    Args:
        store: Whose conversations.
        living: The servers that run, as `Presence` knows them.

    Returns:
        How many there were.

    Raises:
        HistoryError: If the database is away.
    """
    unfinished = select(conversations.c.id).where(
        conversations.c.ended_at.is_(None),
        conversations.c.sittings > 0,
        or_(conversations.c.server.is_(None), conversations.c.server.not_in(living)),
    )
    async with store.database.reading() as connection:
        lost = (await connection.scalars(unfinished)).all()
    for conversation_id in lost:
        await end_lost(store, conversation_id)
    return len(lost)


async def end_lost(store: HistoryStore, conversation_id: str) -> None:
    """End a conversation's newest sitting, if it has no end, where its last event was.

    It follows from what is written alone: two servers that do it at once write the same.

    Args:
        store: Where it is written.
        conversation_id: Which nobody writes any more.

    Raises:
        HistoryError: If the database is away.
    """
    summary = await store.conversation(conversation_id)
    if summary is None or summary.ended_at is not None or not summary.sittings:
        return
    began = (
        select(events.c.at)
        .where(events.c.conversation_id == conversation_id, events.c.kind == "session-started")
        .order_by(events.c.number.desc())
        .limit(1)
    )
    async with store.database.reading() as connection:
        began_at = await connection.scalar(began) or summary.began_at
    secs = max(0.0, (summary.last_at - began_at).total_seconds())
    end = SessionEnded(at=summary.last_at, reason="lost", secs=secs)
    number = await store.last_number(conversation_id) + 1
    await store.append(conversation_id, [NumberedEvent(number, end)])
