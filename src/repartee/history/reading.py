from __future__ import annotations

from repartee.conversation.events import Event
from repartee.history.store import HistoryStore

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
