"""Brings a database's tables up to date."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Bring the tables up to date.

    Args:
        connection: In a transaction, which nobody else may be in who does the same.
        revision: Up to where.

    Raises:
        CommandError: If a newer version of Repartee has written here.
    """
    config = _config()
    config.attributes["connection"] = connection
    command.upgrade(config, revision)


def revision_in(connection: Connection) -> str:
    """Which revision a database's tables are of; empty for none.

    Args:
        connection: Of any database.
    """
    return MigrationContext.configure(connection).get_current_revision() or ""


def revisions() -> list[str]:
    """Every revision that this version knows, the newest first; reads files."""
    return [each.revision for each in ScriptDirectory.from_config(_config()).walk_revisions()]


def _config() -> Config:
    config = Config()
    # Alembic would take a per cent sign for a reference.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    return config
