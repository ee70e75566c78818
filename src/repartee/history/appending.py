"""One transaction's worth of events, written once however often it is tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import RowMapping, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from repartee.history.counting import count
from repartee.history.encoding import encode
from repartee.history.errors import ForgottenError, NumberTakenError
from repartee.history.listing import summary_of
from repartee.history.memory.owners import own
from repartee.history.records import NumberedEvent
from repartee.history.summary import after, blank
from repartee.history.tables import SUMMARY, conversations, events
from repartee.history.words import searchable


async def append(
    connection: AsyncConnection,
    conversation_id: str,
    new: Sequence[NumberedEvent],
    server: str | None,
) -> None:
    """Write what is not written yet.

    Args:
        connection: In a transaction.
        conversation_id: Whose events they are.
        new: In their order.
        server: Who writes; None leaves it as it was.

    Raises:
        NumberTakenError: If another event has one of the numbers.
        ForgottenError: If those before them are not there (any more).
    """
    row = await _held(connection, conversation_id, new[0])
    if new[0].number > row["last_number"] + 1:
        raise ForgottenError("What was written of this conversation before is not there any more.")
    fresh = await _unwritten(connection, conversation_id, row["last_number"], new)
    if not fresh:
        return
    await connection.execute(insert(events), [row_of(conversation_id, each) for each in fresh])
    await own(connection, conversation_id, (each.event for each in fresh))
    await count(connection, conversation_id, (each.event for each in fresh))
    summary = summary_of(row)
    for each in fresh:
        summary = after(summary, each.event)
    await connection.execute(
        update(conversations)
        .where(conversations.c.id == conversation_id)
        .values(
            **asdict(summary),
            last_number=max(row["last_number"], fresh[-1].number),
            server=server or row["server"],
        )
    )


async def _held(
    connection: AsyncConnection, conversation_id: str, first: NumberedEvent
) -> RowMapping:
    """The conversation's row, which nobody else writes until the transaction is over."""
    wanted = (
        select(*SUMMARY, conversations.c.last_number, conversations.c.server)
        .where(conversations.c.id == conversation_id)
        .with_for_update()
    )
    row = (await connection.execute(wanted)).mappings().one_or_none()
    if row is not None:
        return row
    # Another server may make it at the same moment.
    making = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    values = {**asdict(blank(conversation_id, first.event)), "last_number": 0}
    await connection.execute(making(conversations).values(values).on_conflict_do_nothing())
    return (await connection.execute(wanted)).mappings().one()


async def _unwritten(
    connection: AsyncConnection,
    conversation_id: str,
    last_number: int,
    new: Sequence[NumberedEvent],
) -> list[NumberedEvent]:
    if new[0].number > last_number:
        return list(new)
    there = await connection.execute(
        select(events.c.number, events.c.body).where(
            events.c.conversation_id == conversation_id,
            events.c.number >= new[0].number,
            events.c.number <= new[-1].number,
        )
    )
    bodies = {row.number: row.body for row in there}
    for each in new:
        if bodies.get(each.number, encode(each.event)) != encode(each.event):
            raise NumberTakenError(
                f"Event {each.number} of this conversation was written by somebody else."
            )
    return [each for each in new if each.number not in bodies]


def row_of(conversation_id: str, numbered: NumberedEvent) -> dict[str, object]:
    """An event as the database holds it.

    Args:
        conversation_id: Whose it is.
        numbered: The event, without what shall not be stored.
    """
    event = numbered.event
    return {
        "conversation_id": conversation_id,
        "number": numbered.number,
        "kind": event.kind,
        "at": event.at,
        "body": encode(event),
        "words": searchable(event),
    }
