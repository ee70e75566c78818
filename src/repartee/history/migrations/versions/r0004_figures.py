"""What conversations cost, and figures over all of them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the column and the table; of what was written before, nothing was counted."""
    op.add_column(
        "conversations",
        sa.Column("spent_usd", sa.Float, nullable=False, server_default=sa.text("0")),
    )
    op.create_table(
        "figures",
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True),
        sa.Column(
            "conversation_id",
            sa.Text,
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("amount", sa.BigInteger, nullable=False),
    )
    op.create_table(
        "costs",
        sa.Column(
            "conversation_id",
            sa.Text,
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("day", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("provider", sa.Text, primary_key=True),
        sa.Column("micros", sa.BigInteger, nullable=False),
    )
    op.create_index("costs_by_day", "costs", ["day", "provider", "micros"])
    op.create_index("figures_by_kind", "figures", ["kind", "at", "name", "amount"])
    op.create_index("figures_by_conversation", "figures", ["conversation_id"])
