from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from functools import partial
from pathlib import Path
from typing import Protocol

from alembic.util.exc import CommandError
from sqlalchemy import URL, Connection, event, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from repartee.history.address import is_file
from repartee.history.erasing import Erasing
from repartee.history.errors import HistoryError, UnfitEventError
from repartee.history.migrating import upgrade
from repartee.history.steady import connect

_PRIVATE_DIRECTORY = 0o700
_PRIVATE_FILE = 0o600
_LOCK_WAIT_SECS = 20
_CONNECT_WAIT_SECS = 5
_NO_SUCH_CHARACTER = "22021"  # PostgreSQL's; a NUL, which an address may hold as %00
_UPGRADE_LOCK = 0x7265_7061  # any number that nobody else locks

_PRAGMAS = (
    # How long somebody waits for another process that writes, in milliseconds.
    f"busy_timeout = {_LOCK_WAIT_SECS * 1000}",
    # Who reads never waits for who writes.
    "journal_mode = WAL",
    # The file is synced at every commit. NORMAL would survive SIGKILL too, but a power cut could
    # take turns that were already answered. A commit is in a thread, of a whole batch, so nobody
    # waits for the disk but the next answer.
    "synchronous = FULL",
    "foreign_keys = ON",
    # What is forgotten is overwritten, in the file as in the log.
    "secure_delete = ON",
)


class _Cursor(Protocol):
    def execute(self, statement: str, /) -> object: ...
    def close(self) -> None: ...


class _DBAPIConnection(Protocol):
    isolation_level: str | None

    def cursor(self) -> _Cursor: ...


class Database:
    """SQLite or PostgreSQL, and the tables in it."""

    def __init__(self, address: URL) -> None:
        """Use a database, without I/O.

        Args:
            address: As `address_of` gives it.
        """
        self.is_file = is_file(address)
        self.address = address
        """Where it is; it may have a password in it."""
        self.erasing = Erasing(self)
        """Leaves no trace of what was removed."""
        self._wanted = False
        self._engine: AsyncEngine | None = None
        self._opening = asyncio.Lock()
        # SQLite has one writer at a time. Others would ask again and again, up to 0.1 s late.
        self._pen: AbstractAsyncContextManager[object] = (
            asyncio.Lock() if self.is_file else nullcontext()
        )

    async def open(self) -> None:
        """Connect, and bring the tables up to date.

        Raises:
            HistoryError: Saying what is in the way; it is tried again at the next use.
        """
        self._wanted = True
        await self._opened()

    async def close(self) -> None:
        """Let go of all connections; nothing can be read or written until it is opened again."""
        self._wanted = False
        engine, self._engine = self._engine, None
        if engine is not None:
            await engine.dispose()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """See one state of the database.

        Raises:
            HistoryError: If it cannot be read.
        """
        engine = (await self._opened()).execution_options(reads=True)
        async with self._explained("read"), engine.connect() as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """Change the database: all of it or, where the block raises, nothing.

        Raises:
            HistoryError: If it cannot be written.
        """
        engine = await self._opened()
        async with self._explained("written"), self._pen, engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def tending(self) -> AsyncIterator[AsyncConnection]:
        """Do what no transaction may be around.

        Raises:
            HistoryError: If the database is away.
        """
        engine = await self._opened()
        options = {"tends": True} if self.is_file else {"isolation_level": "AUTOCOMMIT"}
        bare = engine.execution_options(**options)
        async with self._explained("tidied"), self._pen, bare.connect() as connection:
            yield connection

    @asynccontextmanager
    async def trying(self) -> AsyncIterator[AsyncConnection]:
        """Be able to write, for a look: nothing is kept, and no table brought up to date.

        Raises:
            HistoryError: If it cannot be written.
        """
        engine = self._make_engine()
        try:
            async with self._explained("written"), self._pen, engine.connect() as connection:
                yield connection
        finally:
            await engine.dispose()

    async def _opened(self) -> AsyncEngine:
        """The engine; made now if the database was away when it was opened."""
        async with self._opening:
            if not self._wanted:
                raise HistoryError("History is closed: the server is about to stop.")
            if self._engine is None:
                self._engine = await self._connect()
            return self._engine

    async def _connect(self) -> AsyncEngine:
        engine = self._make_engine()
        try:
            async with self._explained("opened"), engine.begin() as connection:
                if not self.is_file:
                    # Two servers that start at once must not both make the tables.
                    await connection.execute(
                        text("SELECT pg_advisory_xact_lock(:key)"), {"key": _UPGRADE_LOCK}
                    )
                await connection.run_sync(upgrade)
        except BaseException:
            await engine.dispose()
            raise
        return engine

    def _make_engine(self) -> AsyncEngine:
        try:
            if self.is_file:
                return _file_engine(self.address)
            return create_async_engine(
                self.address,
                hide_parameters=True,
                pool_pre_ping=True,
                connect_args={"timeout": _CONNECT_WAIT_SECS},
            )
        except ModuleNotFoundError as error:
            raise HistoryError(
                "PostgreSQL's driver is not installed. pip install 'repartee[postgres]', or leave "
                "DATABASE_URL empty."
            ) from error
        except OSError as error:
            raise self._error("opened", error) from error

    @asynccontextmanager
    async def _explained(self, done: str) -> AsyncIterator[None]:
        try:
            yield
        except CommandError as error:
            raise HistoryError(
                "History was written by a newer version of Repartee. Install that version, or set "
                "DATABASE_URL to another database."
            ) from error
        except (SQLAlchemyError, OSError) as error:
            raise self._error(done, error) from error

    def _error(self, done: str, error: SQLAlchemyError | OSError) -> HistoryError:
        # Of the database's own words the first line: more may repeat what was to be stored.
        reason = error.orig if isinstance(error, DBAPIError) and error.orig else error
        said = (str(reason).splitlines() or [type(reason).__name__])[0].rsplit(">: ", 1)[-1]
        if _is_unfit(error):
            return UnfitEventError(f"History cannot be {done}: {said}. Leave out what it names.")
        what = (
            f"Look at {self.address.database}, or set DATA_DIR to a directory that can be written."
            if self.is_file
            else "Look whether DATABASE_URL is right and PostgreSQL runs there."
        )
        return HistoryError(f"History cannot be {done}: {said}. {what}")


def _file_engine(address: URL) -> AsyncEngine:
    path = Path(address.database or "")
    path.parent.mkdir(_PRIVATE_DIRECTORY, parents=True, exist_ok=True)
    # Made here, so that nobody else can read it from the start; SQLite's other files are alike.
    path.touch(_PRIVATE_FILE, exist_ok=True)
    engine = create_async_engine(
        address, hide_parameters=True, async_creator=partial(connect, str(path), _LOCK_WAIT_SECS)
    )
    event.listen(engine.sync_engine, "connect", _prepare)
    event.listen(engine.sync_engine, "begin", _begin)
    return engine


def _is_unfit(error: SQLAlchemyError | OSError) -> bool:
    """Whether the database is there, and does not take what it was given."""
    if isinstance(error, IntegrityError | DataError):
        return True
    # What SQLAlchemy takes for an error of any kind: a text that PostgreSQL cannot hold.
    state = getattr(error.orig, "sqlstate", "") if isinstance(error, DBAPIError) else ""
    return state == _NO_SUCH_CHARACTER


def _prepare(connection: _DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # Python's driver would begin transactions by itself, and too late.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin(connection: Connection) -> None:
    options = connection.get_execution_options()
    if options.get("tends"):
        return
    # Who reads first and then writes would fail where another has written meanwhile.
    connection.exec_driver_sql("BEGIN" if options.get("reads") else "BEGIN IMMEDIATE")
