"""Whose conversations are, what is known of people, and what turns mean."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "owners",
        sa.Column("conversation_id", sa.Text, _goes_with("conversations.id"), primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
    )
    op.create_index("owners_by_person", "owners", ["person"])
    op.create_table(
        "facts",
        sa.Column("id", sa.Text, primary_key=True),
        sa.Column("person", sa.Text, nullable=False),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.Column("conversation_id", sa.Text, _goes_with("conversations.id")),
        sa.Column("changed_at", sa.BigInteger, nullable=False),
        sa.UniqueConstraint("person", "key"),
    )
    op.create_index("facts_by_conversation", "facts", ["conversation_id"])
    op.create_table(
        "meanings",
        sa.Column(
            "event_id",
            sa.BigInteger().with_variant(sa.Integer, "sqlite"),
            _goes_with("events.id"),
            primary_key=True,
        ),
        sa.Column("model", sa.Text, nullable=False),
        sa.Column("vector", sa.LargeBinary, nullable=False),
    )


def _goes_with(column: str) -> sa.ForeignKey:
    return sa.ForeignKey(column, ondelete="CASCADE")
