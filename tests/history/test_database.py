"""Databases that are old, new, shared or out of reach, over SQLite and PostgreSQL alike."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import text

from repartee.conversation.events import UserTurn
from repartee.history.account import HistoryAccount
from repartee.history.database import Database
from repartee.history.errors import HistoryError
from repartee.history.migrating import revision_in, revisions, upgrade
from repartee.history.store import HistoryStore, NumberedEvent, Query

# They wait for a word once everything is imported, so that both open at the same moment.
_OPEN = """
import asyncio, sys
from pathlib import Path
from repartee.history.store import HistoryStore
async def main():
    store = HistoryStore(sys.argv[1], Path("."))
    sys.stdin.read(1)
    await store.open()
    await store.close()
asyncio.run(main())
"""


@pytest.fixture
async def unopened(database_url: str, tmp_path: Path) -> AsyncIterator[HistoryStore]:
    store = HistoryStore(database_url, tmp_path)
    yield store
    await store.close()


async def _at(database: Database, revision: str, *statements: str) -> None:
    """Make the tables as an older version did."""
    async with database.trying() as connection:
        await connection.run_sync(upgrade, revision)
        for statement in statements:
            await connection.exec_driver_sql(statement)
        await connection.commit()


async def _claim_to_be_newer(store: HistoryStore) -> None:
    await store.open()
    async with store.database.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await store.close()


async def test_what_an_older_version_wrote_is_found(unopened: HistoryStore) -> None:
    event = UserTurn(turn=1, text="Where is the kettle?")
    await _at(
        unopened.database,
        "0002",
        "INSERT INTO conversations VALUES"
        " ('a', '', 0, 0, 0, 1, 1, 1.0, '', '', 0, false, '', 1, NULL)",
        "INSERT INTO events VALUES"
        f" (1, 'a', 1, 'user-turn', 0, '{event.model_dump_json()}', 'where is the kettle')",
    )
    await unopened.open()
    page = await unopened.conversations(Query(text="kettle"))
    assert [each.id for each in page.items] == ["a"]
    assert ("kettle", True) in page.items[0].snippet
    assert await unopened.forget("a")
    assert (await unopened.conversations(Query(text="kettle"))).items == []


async def test_what_a_newer_version_wrote_is_not_opened(unopened: HistoryStore) -> None:
    await _claim_to_be_newer(unopened)
    with pytest.raises(HistoryError, match="newer version of Repartee"):
        await unopened.open()


async def test_servers_that_start_at_once_make_the_tables_once(
    unopened: HistoryStore, database_url: str
) -> None:
    starting = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", _OPEN, database_url, stdin=asyncio.subprocess.PIPE
        )
        for _ in range(2)
    ]
    async with asyncio.timeout(60):
        await asyncio.gather(*(each.communicate(b"!") for each in starting))
    assert [each.returncode for each in starting] == [0, 0]
    await unopened.open()
    async with unopened.database.reading() as connection:
        assert await connection.run_sync(revision_in) == revisions()[0]


async def test_a_directory_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    store = HistoryStore("", tmp_path / "file" / "data")
    with pytest.raises(HistoryError, match="DATA_DIR to a directory that can be written"):
        await store.open()


async def test_an_account_tells_what_is_kept_and_changes_nothing(unopened: HistoryStore) -> None:
    account = HistoryAccount(unopened.database)
    empty = await account.check()
    assert (empty.ok, "first start makes" in empty.finding) == (True, True)

    await _at(unopened.database, "0002")
    old = await account.check()
    assert old.ok
    assert old.finding.endswith(f"revision 0002, which the next start brings to {revisions()[0]}")

    await unopened.open()
    await unopened.append("a", [NumberedEvent(1, UserTurn(turn=1, text="hello"))])
    now = await account.check()
    assert now.ok
    assert now.finding.startswith("1 conversations, 1 events, ")
    assert now.finding.endswith(f"revision {revisions()[0]}")


async def test_an_account_of_a_newer_version_says_what_to_do(unopened: HistoryStore) -> None:
    await _claim_to_be_newer(unopened)
    check = await HistoryAccount(unopened.database).check()
    assert not check.ok
    assert check.finding.startswith("revision 9999 is of a newer version")
    assert check.fix.startswith("Install that version")


async def test_an_account_of_what_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "history.sqlite3").write_bytes(b"This is no database. " * 500)
    check = await HistoryAccount(HistoryStore("", tmp_path).database).check()
    assert not check.ok
    assert "not a database" in check.finding
    assert "DATA_DIR" in check.fix


async def test_an_account_of_a_server_that_is_away_does_not_tell_its_password(
    tmp_path: Path,
) -> None:
    store = HistoryStore("postgresql://me:pass-canary@127.0.0.1:1/x", tmp_path)
    check = await HistoryAccount(store.database).check()
    assert not check.ok
    assert "canary" not in check.finding + check.fix
    assert check.fix == "Look whether DATABASE_URL is right and PostgreSQL runs there."
