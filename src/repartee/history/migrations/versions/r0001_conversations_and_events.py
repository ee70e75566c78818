"""Conversations, their events, and an index of the words that were said."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

# Words alone, no places, no sizes: hits come newest first, not by rank, so the index is half as
# large. The text is that of `events`, not a second copy. `0` because what is stored is folded.
_SQLITE_WORDS = """
CREATE VIRTUAL TABLE event_words USING fts5(
    words, content='events', content_rowid='id', detail=none, columnsize=0,
    tokenize='unicode61 remove_diacritics 0'
)
"""

# By triggers, so that no way to remove an event forgets its words.
_SQLITE_WRITTEN = """
CREATE TRIGGER event_words_written AFTER INSERT ON events WHEN new.words <> '' BEGIN
    INSERT INTO event_words(rowid, words) VALUES (new.id, new.words);
END
"""
_SQLITE_REMOVED = """
CREATE TRIGGER event_words_removed AFTER DELETE ON events WHEN old.words <> '' BEGIN
    INSERT INTO event_words(event_words, rowid, words) VALUES ('delete', old.id, old.words);
END
"""

# The words are separated already, so no parser of PostgreSQL's may part them in its own way.
_POSTGRESQL_WORDS = """
CREATE INDEX event_words ON events
    USING gin (array_to_tsvector(string_to_array(words, ' '))) WHERE words <> ''
"""


def upgrade() -> None:
    """Make them."""
    _make_conversations()
    _make_events()
    op.create_table(
        "servers",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("machine", sa.Text, nullable=False),
        sa.Column("process", sa.Integer, nullable=False),
        sa.Column("started", sa.Float, nullable=False),
        sa.Column("seen_at", sa.BigInteger, nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in (_SQLITE_WORDS, _SQLITE_WRITTEN, _SQLITE_REMOVED):
            op.execute(statement)
    else:
        op.execute(_POSTGRESQL_WORDS)


def _make_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("began_at", sa.BigInteger, nullable=False),
        sa.Column("last_at", sa.BigInteger, nullable=False),
        sa.Column("ended_at", sa.BigInteger),
        sa.Column("sittings", sa.Integer, nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("secs", sa.Float, nullable=False),
        sa.Column("stack", sa.Text, nullable=False),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("errors", sa.Integer, nullable=False),
        sa.Column("has_audio", sa.Boolean, nullable=False),
        sa.Column("preview", sa.Text, nullable=False),
        sa.Column("last_number", sa.Integer, nullable=False),
        sa.Column("server", sa.Text),
    )
    op.create_index("conversations_by_time", "conversations", ["last_at", "id"])


def _make_events() -> None:
    op.create_table(
        "events",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.Text,
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.UniqueConstraint("conversation_id", "number"),
    )
