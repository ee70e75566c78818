from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from repartee.conversation.events import Event
from repartee.history.store import HistoryStore
from repartee.history.tables import conversations

_PAGE = 1000


async def all_events(store: HistoryStore, conversation_id: str) -> list[Event]:
    """Read a conversation whole.

    Args:
        store: Where it is.
        conversation_id: Which one.

    Raises:
        HistoryError: If it cannot be read.
    """
    found: list[Event] = []
    after = 0
    while page := await store.events(conversation_id, after, _PAGE):
        found += [each.event for each in page]
        after = page[-1].number
    return found


async def all_conversations(store: HistoryStore, before: datetime | None = None) -> list[str]:
    """The ids of all conversations.

    Args:
        store: Where they are.
        before: Only those whose last word is older.

    Raises:
        HistoryError: If they cannot be read.
    """
    wanted = select(conversations.c.id).order_by(conversations.c.last_at)
    if before is not None:
        wanted = wanted.where(conversations.c.last_at < before)
    async with store.database.reading() as connection:
        return list(await connection.scalars(wanted))
