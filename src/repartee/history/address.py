from __future__ import annotations

from pathlib import Path

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from repartee.history.errors import HistoryError

_HOW = (
    "Set DATABASE_URL to sqlite:///path/to/file or postgresql://user:password@host/name, or leave "
    "it empty."
)
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_ALIASES = {"postgres": "postgresql"}


def address_of(url: str, directory: Path) -> URL:
    """Where a database is, and by which driver it is reached.

    Args:
        url: As DATABASE_URL says; empty for a file of its own.
        directory: Where that file is.

    Raises:
        HistoryError: For an address of something else; it does not repeat the address, which may
            have a password in it.
    """
    if not url:
        return URL.create(_DRIVERS["sqlite"], database=str(directory / "history.sqlite3"))
    try:
        address = make_url(url)
    except ArgumentError as error:
        raise HistoryError(f"DATABASE_URL is no address of a database. {_HOW}") from error
    backend = address.drivername.split("+")[0]
    driver = _DRIVERS.get(_ALIASES.get(backend, backend))
    if driver is None:
        raise HistoryError(f"DATABASE_URL is of a {backend} database, which cannot be used. {_HOW}")
    address = address.set(drivername=driver)
    if driver == _DRIVERS["sqlite"]:
        return _file(address)
    return _with_encryption(address)


def is_file(address: URL) -> bool:
    """Whether the database is a file that this process opens itself."""
    return address.get_backend_name() == "sqlite"


def _file(address: URL) -> URL:
    if not address.database or address.database == ":memory:":
        raise HistoryError(f"DATABASE_URL names no file. {_HOW}")
    return address.set(database=str(Path(address.database).expanduser()))


def _with_encryption(address: URL) -> URL:
    """As asyncpg wants it: it says `ssl` to what others call `sslmode`."""
    mode = address.query.get("sslmode")
    if mode is None:
        return address
    return address.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
