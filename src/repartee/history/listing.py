"""Conversations by what is asked of them, the last written first."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, RowMapping, Select, func, literal, or_, select, tuple_

from repartee.history import words
from repartee.history.cursor import place_of
from repartee.history.records import ConversationSummary, Query
from repartee.history.search import mentions
from repartee.history.tables import SUMMARY, Moment, conversations


def summary_of(row: RowMapping) -> ConversationSummary:
    """What a row of `SUMMARY` says."""
    return ConversationSummary(**{each.name: row[each.name] for each in SUMMARY})


def listing(query: Query, *, in_file: bool) -> Select[tuple[object, ...]]:
    """The statement that finds them, and one more than was asked for if there is one.

    Args:
        query: What is asked.
        in_file: Whether the database is SQLite.

    Raises:
        HistoryError: If its cursor is none.
    """
    return (
        select(*SUMMARY)
        .where(*_conditions(query, in_file=in_file))
        .order_by(conversations.c.last_at.desc(), conversations.c.id.desc())
        .limit(query.limit + 1)
    )


def _conditions(query: Query, *, in_file: bool) -> Iterator[ColumnElement[bool]]:
    table = conversations.c
    if query.text.strip():
        yield _speaks_of(query.text, in_file=in_file)
    if query.since is not None:
        yield table.last_at >= query.since
    if query.until is not None:
        yield table.began_at < query.until
    if query.stack:
        yield table.stack == query.stack
    if query.shortest_secs is not None:
        yield table.secs >= query.shortest_secs
    if query.longest_secs is not None:
        yield table.secs <= query.longest_secs
    if query.errors is not None:
        yield table.errors > 0 if query.errors else table.errors == 0
    if query.cursor:
        moment, identity = place_of(query.cursor)
        yield tuple_(table.last_at, table.id) < tuple_(literal(moment, Moment), literal(identity))


def _speaks_of(text: str, *, in_file: bool) -> ColumnElement[bool]:
    titled = func.lower(conversations.c.title).contains(text.strip().lower(), autoescape=True)
    wanted = words.wanted(text)
    if not wanted:
        return titled
    return or_(titled, conversations.c.id.in_(mentions(wanted, in_file=in_file)))
