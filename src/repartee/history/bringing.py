"""A whole conversation, written in one transaction: whoever kills it midway leaves nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from repartee.history.appending import row_of
from repartee.history.counting import count
from repartee.history.errors import NumberTakenError
from repartee.history.memory.owners import own
from repartee.history.records import ConversationSummary, NumberedEvent
from repartee.history.summary import after, blank
from repartee.history.tables import conversations, events

# To hand so many over holds the loop for some milliseconds.
_AT_ONCE = 200


@dataclass(frozen=True)
class Whole:
    """A conversation, ready to be written: others wait for the transaction, not for this."""

    summary: ConversationSummary
    events: list[NumberedEvent]
    rows: list[dict[str, object]]


def prepared(conversation_id: str, title: str, numbered: Sequence[NumberedEvent]) -> Whole:
    """Make a conversation ready to be written; blocks for some 30 ms a thousand events.

    Args:
        conversation_id: What it is called here.
        title: As somebody named it; empty for none.
        numbered: All of its events, of which there is one at least.
    """
    summary = replace(blank(conversation_id, numbered[0].event), title=title)
    for each in numbered:
        summary = after(summary, each.event)
    rows = [row_of(conversation_id, each) for each in numbered]
    return Whole(summary, list(numbered), rows)


async def bring(connection: AsyncConnection, whole: Whole) -> None:
    """Write it.

    Args:
        connection: In a transaction.
        whole: As `prepared` makes it.

    Raises:
        NumberTakenError: If a conversation of its id is there.
    """
    making = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    values = {**asdict(whole.summary), "last_number": whole.events[-1].number}
    made = await connection.execute(making(conversations).values(values).on_conflict_do_nothing())
    if not made.rowcount:
        raise NumberTakenError("A conversation of this id is kept already.")
    for at in range(0, len(whole.rows), _AT_ONCE):
        await connection.execute(insert(events), whole.rows[at : at + _AT_ONCE])
    await own(connection, whole.summary.id, (each.event for each in whole.events))
    await count(connection, whole.summary.id, (each.event for each in whole.events))
