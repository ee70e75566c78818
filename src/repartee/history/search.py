"""Which events have the words, in the terms of each database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    Subquery,
    cast,
    column,
    func,
    literal_column,
    select,
    table,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from repartee.history.tables import SUMMARY, conversations, events
from repartee.history.words import may_go_on

_INDEX = table("event_words", column("rowid"))
# Made by a migration, and written by triggers; see there.
_OF_EVENTS = table("event_conversations", column("id"), column("conversation_id"))


def mentions(words: list[str], *, in_file: bool) -> Subquery:
    """The conversations in which somebody said all the words in one turn.

    Args:
        words: As `words.wanted` gives them; of the last, the beginning is enough.
        in_file: Whether the database is SQLite.

    Returns:
        Their `conversation_id`, and the `newest` of the events in which they did.
    """
    if in_file:
        talk, event = _OF_EVENTS.c.conversation_id, _INDEX.c.rowid
        found = select(talk, func.max(event).label("newest")).select_from(
            _INDEX.join(_OF_EVENTS, _OF_EVENTS.c.id == event)
        )
        found = found.where(_in_file(words))
    else:
        talk, event = events.c.conversation_id, events.c.id
        found = select(talk, func.max(event).label("newest")).where(*_in_postgresql(words))
    return found.group_by(talk).subquery("mentions")


def hits(words: list[str], limit: int, *, in_file: bool) -> Select[tuple[object, ...]]:
    """The events in which all the words are, with their conversations, the newest first."""
    newest = _INDEX.c.rowid if in_file else events.c.id
    wanted = select(*SUMMARY, events.c.number, events.c.body)
    found = having(wanted, words, in_file=in_file)
    return (
        found.join(conversations, conversations.c.id == events.c.conversation_id)
        .order_by(newest.desc())
        .limit(limit)
    )


def having(statement: Select[Any], words: list[str], *, in_file: bool) -> Select[Any]:
    """Ask a statement about events for those alone that have all the words.

    Args:
        statement: Selects columns of `events`.
        words: As `words.wanted` gives them; of the last, the beginning is enough.
        in_file: Whether the database is SQLite.
    """
    if in_file:
        indexed = _INDEX.join(events, events.c.id == _INDEX.c.rowid)
        return statement.select_from(indexed).where(_in_file(words))
    return statement.select_from(events).where(*_in_postgresql(words))


# Words are letters and digits alone, so that nothing in them has a meaning of its own.


def _in_file(words: list[str]) -> ColumnElement[bool]:
    question = " AND ".join(f'"{word}"' for word in words) + ("*" if may_go_on(words) else "")
    return literal_column("event_words").op("MATCH", is_comparison=True)(question)


def _in_postgresql(words: list[str]) -> tuple[ColumnElement[bool], ...]:
    question = " & ".join(f"'{word}'" for word in words) + (":*" if may_go_on(words) else "")
    # As in the index, or PostgreSQL does not use it.
    vector = func.array_to_tsvector(func.string_to_array(events.c.words, literal_column("' '")))
    return (
        events.c.words != literal_column("''"),
        vector.op("@@", is_comparison=True)(cast(question, TSQUERY)),
    )
