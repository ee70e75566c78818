"""Which events have the words, in the terms of each database."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, cast, column, func, literal_column, select, table
from sqlalchemy.dialects.postgresql import TSQUERY

from repartee.history.tables import SUMMARY, conversations, events
from repartee.history.words import may_go_on

_INDEX = table("event_words", column("rowid"))


def mentions(words: list[str], *, in_file: bool) -> Select[tuple[str]]:
    """The ids of the conversations in which somebody said all the words in one turn.

    Args:
        words: As `words.wanted` gives them; of the last, the beginning is enough.
        in_file: Whether the database is SQLite.
    """
    return having(select(events.c.conversation_id), words, in_file=in_file)


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
    # Words are letters and digits alone, so that nothing in them has a meaning of its own.
    if in_file:
        question = " AND ".join(f'"{word}"' for word in words) + ("*" if may_go_on(words) else "")
        return statement.select_from(_INDEX.join(events, events.c.id == _INDEX.c.rowid)).where(
            literal_column("event_words").op("MATCH")(question)
        )
    question = " & ".join(f"'{word}'" for word in words) + (":*" if may_go_on(words) else "")
    # As in the index, or PostgreSQL does not use it.
    vector = func.array_to_tsvector(func.string_to_array(events.c.words, literal_column("' '")))
    return statement.select_from(events).where(
        events.c.words != literal_column("''"), vector.op("@@")(cast(question, TSQUERY))
    )
