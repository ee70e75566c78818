"""Something that was said, out of a row of the log."""

from __future__ import annotations

from sqlalchemy import RowMapping

from repartee.conversation.events import AgentTurn, UserTurn
from repartee.history.encoding import decode
from repartee.history.tables import events
from repartee.tools.memory import Passage

ROW = (events.c.id, events.c.conversation_id, events.c.body)
"""The columns of which a passage is made."""


def passage_in(row: RowMapping) -> Passage | None:
    """Read a row.

    Args:
        row: With the columns of `ROW`.

    Returns:
        None where nothing was said, or a newer version wrote it.
    """
    match decode(row["body"]):
        case UserTurn(at=at, text=text):
            return Passage(at, "user", text, row["conversation_id"])
        case AgentTurn(at=at, heard=heard) if heard:
            return Passage(at, "assistant", heard, row["conversation_id"])
        case _:
            return None
