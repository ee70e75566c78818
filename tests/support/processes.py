"""What a process holds on to."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil

_CONNECTION_THREAD = "_connection_worker_thread"
_DATABASE = "history.sqlite3"
POOLED_CONNECTIONS = 5
"""As many connections to the history's database are kept for reuse."""
POOLED_FILES = 3 * POOLED_CONNECTIONS
"""Descriptors of these."""


def open_files() -> int:
    """How many descriptors this process has open."""
    gc.collect()
    return psutil.Process().num_fds()


def memory() -> int:
    """Resident memory of this process in bytes."""
    gc.collect()
    return int(psutil.Process().memory_info().rss)


def threads() -> int:
    """How many threads there are, but for those of the database's connections."""
    return threading.active_count() - connections()


def descriptors() -> int:
    """How many descriptors this process has open, but for those of the database.

    SQLite shares some among its connections, and closes others late.
    """
    gc.collect()
    return sum(_DATABASE not in file for file in _files())


def _files() -> Iterator[str]:
    for descriptor in Path("/proc/self/fd").iterdir():
        # One of them was open to list the others.
        with suppress(FileNotFoundError):
            yield str(descriptor.readlink())


def connections() -> int:
    """How many the database's pool holds now: as many as were ever wanted at once."""
    return sum(_CONNECTION_THREAD in each.name for each in threading.enumerate())


def tasks() -> int:
    return len(asyncio.all_tasks())
