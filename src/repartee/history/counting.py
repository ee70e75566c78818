"""What is counted of events is written with them, and so once as they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import asdict

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from repartee.conversation.events import Event
from repartee.history.figures import costs_of, day_number, figures_of
from repartee.history.tables import costs, figures


async def count(connection: AsyncConnection, conversation_id: str, events: Iterable[Event]) -> None:
    """Count what is counted of events.

    Args:
        connection: In the transaction that writes them.
        conversation_id: Whose they are.
        events: Those that were not written before.
    """
    counted: list[dict[str, object]] = []
    spent: defaultdict[tuple[int, str], int] = defaultdict(int)
    for event in events:
        seen = {"conversation_id": conversation_id, "at": event.at}
        counted += [{**seen, **asdict(each)} for each in figures_of(event)]
        for provider, micros in costs_of(event).items():
            spent[day_number(event.at), provider] += micros
    if counted:
        await connection.execute(insert(figures), counted)
    for (day, provider), micros in spent.items():
        await _spend(connection, conversation_id, day, provider, micros)


async def _spend(
    connection: AsyncConnection, conversation_id: str, day: int, provider: str, micros: int
) -> None:
    adding = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = {
        "conversation_id": conversation_id,
        "day": day,
        "provider": provider,
        "micros": micros,
    }
    statement = adding(costs).values(row)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=[costs.c.conversation_id, costs.c.day, costs.c.provider],
            set_={"micros": costs.c.micros + statement.excluded.micros},
        )
    )
