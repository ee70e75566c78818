"""Conversations to remember."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from repartee.conversation.events import AgentTurn, Event, SessionStarted, UserTurn
from repartee.history.store import HistoryStore, NumberedEvent

ANNA = "page:anna"
BEN = "page:ben"
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


async def held(
    store: HistoryStore, conversation_id: str, person: str, *turns: str, day: int = 0
) -> None:
    """Write a conversation down in which a person says this, and hears it acknowledged."""
    at = NOON + timedelta(days=day)
    events: list[Event] = [SessionStarted(person=person, at=at)]
    for turn, words in enumerate(turns, 1):
        events.append(UserTurn(turn=turn, text=words, at=at))
        events.append(AgentTurn(turn=turn, generated="I see, and", heard="I see", at=at))
    await append(store, conversation_id, *events)


async def append(store: HistoryStore, conversation_id: str, *events: Event) -> None:
    """Write more of a conversation down."""
    first = await store.last_number(conversation_id) + 1
    await store.append(
        conversation_id, [NumberedEvent(first + place, each) for place, each in enumerate(events)]
    )
