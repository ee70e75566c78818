from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from repartee.history.store import HistoryStore
from tests.support.postgresql import PostgreSQL, needs_postgresql, running_postgresql


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgreSQL]:
    with running_postgresql() as server:
        yield server


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=needs_postgresql)])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """An empty database of each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/history.sqlite3"
    server: PostgreSQL = request.getfixturevalue("postgresql")
    return server.new_database()


@pytest.fixture
async def store(database_url: str, tmp_path: Path) -> AsyncIterator[HistoryStore]:
    """An open store over each kind of database."""
    store = HistoryStore(database_url, tmp_path)
    await store.open()
    yield store
    await store.close()
