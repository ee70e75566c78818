"""The tables of history. What is here says how they are now; `migrations` says how they came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A time as microseconds since 1970 UTC: exact, and sorted alike by every database."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, _dialect: Dialect) -> int | None:
        """From an aware time."""
        return None if value is None else (value - _EPOCH) // _TICK

    def process_result_value(self, value: int | None, _dialect: Dialect) -> datetime | None:
        """To a time in UTC."""
        return None if value is None else _EPOCH + value * _TICK


metadata = MetaData()

conversations = Table(
    "conversations",
    metadata,
    Column("id", Text, primary_key=True),
    Column("title", Text, nullable=False),
    Column("began_at", Moment, nullable=False),
    Column("last_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("sittings", Integer, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("secs", Float, nullable=False),
    Column("stack", Text, nullable=False),
    Column("way", Text, nullable=False),
    Column("errors", Integer, nullable=False),
    Column("has_audio", Boolean, nullable=False),
    Column("preview", Text, nullable=False),
    Column("spent_usd", Float, nullable=False, server_default=text("0")),
    # How many events there are; the row is locked while more are written.
    Column("last_number", Integer, nullable=False),
    # Which running server writes it, see `servers`; none for what was imported.
    Column("server", Text),
    Index("conversations_by_time", "last_at", "id"),
)

SUMMARY = (
    conversations.c.id,
    conversations.c.title,
    conversations.c.began_at,
    conversations.c.last_at,
    conversations.c.ended_at,
    conversations.c.sittings,
    conversations.c.turns,
    conversations.c.secs,
    conversations.c.stack,
    conversations.c.way,
    conversations.c.errors,
    conversations.c.has_audio,
    conversations.c.preview,
    conversations.c.spent_usd,
)
"""The columns of a `ConversationSummary`."""


def _of_conversation() -> Column[str]:
    """Whose a row is; it goes with its conversation."""
    whose = ForeignKey("conversations.id", ondelete="CASCADE")
    return Column("conversation_id", Text, whose, nullable=False)


events = Table(
    "events",
    metadata,
    # SQLite's index of words refers to rows by this, and an INTEGER PRIMARY KEY alone survives
    # a VACUUM.
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    _of_conversation(),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("at", Moment, nullable=False),
    # The whole event as JSON.
    Column("body", Text, nullable=False),
    # What can be searched for, as `words.searchable` writes it; empty where nothing was said.
    Column("words", Text, nullable=False),
    UniqueConstraint("conversation_id", "number"),
)

figures = Table(
    "figures",
    metadata,
    Column("id", BigInteger().with_variant(Integer, "sqlite"), primary_key=True),
    _of_conversation(),
    # As `figures.Figure` has them.
    Column("kind", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("name", Text, nullable=False),
    Column("amount", BigInteger, nullable=False),
    # It has all that is asked for, so that the table itself is never read.
    Index("figures_by_kind", "kind", "at", "name", "amount"),
    Index("figures_by_conversation", "conversation_id"),
)

costs = Table(
    "costs",
    metadata,
    Column(
        "conversation_id",
        Text,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    # As `figures.day_number` counts them.
    Column("day", Integer, primary_key=True, autoincrement=False),
    Column("provider", Text, primary_key=True),
    # Millionths of a US dollar. A turn adds to its day's, or a month would be 75,000 rows.
    Column("micros", BigInteger, nullable=False),
    Index("costs_by_day", "day", "provider", "micros"),
)

servers = Table(
    "servers",
    metadata,
    Column("id", Text, primary_key=True),
    Column("machine", Text, nullable=False),
    Column("process", Integer, nullable=False),
    # When the operating system started it: a number alone is soon another process.
    Column("started", Float, nullable=False),
    Column("seen_at", Moment, nullable=False),
)
