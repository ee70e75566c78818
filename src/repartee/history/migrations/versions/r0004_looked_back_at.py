"""How much of a conversation was looked back at, so that a restart forgets none."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# Otherwise all of history would be read by a model at once, which may cost money.
_ALL_OF_BEFORE = """
UPDATE owners SET looked_at =
    (SELECT last_number FROM conversations WHERE conversations.id = owners.conversation_id)
"""


def upgrade() -> None:
    """Make it; what was before counts as looked at."""
    column = sa.Column("looked_at", sa.Integer, nullable=False, server_default="0")
    op.add_column("owners", column)
    op.execute(_ALL_OF_BEFORE)
