from __future__ import annotations

from pathlib import Path

import pytest

from repartee.history.address import address_of
from repartee.history.errors import HistoryError

HERE = Path("/data")


@pytest.mark.parametrize(
    ("url", "reached"),
    [
        ("", "sqlite+aiosqlite:////data/history.sqlite3"),
        ("sqlite:////var/lib/h.db", "sqlite+aiosqlite:////var/lib/h.db"),
        ("sqlite:///here.db", "sqlite+aiosqlite:///here.db"),
        ("postgresql://me:pw@host:5433/name", "postgresql+asyncpg://me:pw@host:5433/name"),
        ("postgres://me@host/name", "postgresql+asyncpg://me@host/name"),
        ("postgresql+psycopg://me@host/name", "postgresql+asyncpg://me@host/name"),
        ("postgresql://h/n?sslmode=require", "postgresql+asyncpg://h/n?ssl=require"),
    ],
)
def test_an_address_is_reached_by_the_driver_that_is_here(url: str, reached: str) -> None:
    assert address_of(url, HERE).render_as_string(hide_password=False) == reached


@pytest.mark.parametrize("url", ["mysql://root:geheim@host/name", "geheim", "sqlite://", "://"])
def test_another_address_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(HistoryError) as caught:
        address_of(url, HERE)
    assert "Set DATABASE_URL to" in str(caught.value)
    assert "geheim" not in str(caught.value)
