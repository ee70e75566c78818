"""The tables of what is remembered of people."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
)

from repartee.history.tables import Moment, metadata

owners = Table(
    "owners",
    metadata,
    Column(
        "conversation_id",
        Text,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    # A digest of what proves who somebody is; see `server.persons`.
    Column("person", Text, nullable=False),
    # The last event that was there when it was looked back at.
    Column("looked_at", Integer, nullable=False, server_default="0"),
    Index("owners_by_person", "person"),
)

facts = Table(
    "facts",
    metadata,
    Column("id", Text, primary_key=True),
    Column("person", Text, nullable=False),
    # The same for all ways to name the subject.
    Column("key", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("value", Text, nullable=False),
    # What was noticed unasked goes with the conversation that it was noticed in. None: somebody
    # asked for it, and it stays.
    Column("conversation_id", Text, ForeignKey("conversations.id", ondelete="CASCADE")),
    Column("changed_at", Moment, nullable=False),
    UniqueConstraint("person", "key"),
    Index("facts_by_conversation", "conversation_id"),
)

meanings = Table(
    "meanings",
    metadata,
    Column(
        "event_id",
        BigInteger().with_variant(Integer, "sqlite"),
        ForeignKey("events.id", ondelete="CASCADE"),
        primary_key=True,
    ),
    # Vectors of different models cannot be compared.
    Column("model", Text, nullable=False),
    # 16-bit floats of length one.
    Column("vector", LargeBinary, nullable=False),
)
