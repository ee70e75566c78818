"""Conversations by what is asked of them, the last written first."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, RowMapping, Select, func, literal, null, or_, select, tuple_

from repartee.history import words
from repartee.history.cursor import place_of
from repartee.history.encoding import decode
from repartee.history.records import ConversationSummary, Found, Query
from repartee.history.search import mentions
from repartee.history.tables import SUMMARY, Moment, conversations


def summary_of(row: RowMapping) -> ConversationSummary:
    """What a row of `SUMMARY` says."""
    return ConversationSummary(**{each.name: row[each.name] for each in SUMMARY})


def found_of(row: RowMapping, body: str | None, wanted: list[str]) -> Found:
    """What was found.

    Args:
        row: Of `listing`.
        body: The event in which the words were said last; None for none.
        wanted: The words that were looked for.
    """
    event = decode(body) if body else None
    snippet = words.snippet(words.said(event), wanted) if event else []
    return Found(**vars(summary_of(row)), snippet=snippet)


def listing(query: Query, *, in_file: bool) -> Select[tuple[object, ...]]:
    """The statement that finds them, and one more than was asked for if there is one.

    Args:
        query: What is asked.
        in_file: Whether the database is SQLite.

    Returns:
        Rows of `SUMMARY` and of `newest`, the event in which the words were said last, if any.

    Raises:
        HistoryError: If its cursor is none.
    """
    wanted = words.wanted(query.text)
    found = mentions(wanted, in_file=in_file) if wanted else None
    statement = (
        select(*SUMMARY, null().label("newest") if found is None else found.c.newest)
        .where(*_conditions(query))
        .order_by(conversations.c.last_at.desc(), conversations.c.id.desc())
        .limit(query.limit + 1)
    )
    if not query.text.strip():
        return statement
    titled = func.lower(conversations.c.title).contains(query.text.strip().lower(), autoescape=True)
    if found is None:
        return statement.where(titled)
    same = found.c.conversation_id == conversations.c.id
    return statement.select_from(conversations.outerjoin(found, same)).where(
        or_(titled, found.c.newest.is_not(None))
    )


def _conditions(query: Query) -> Iterator[ColumnElement[bool]]:
    table = conversations.c
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
