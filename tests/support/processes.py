"""What a process holds on to."""

from __future__ import annotations

import asyncio
import gc
import threading

import psutil

_CONNECTION_THREAD = "_connection_worker_thread"
_FILES_A_CONNECTION = 3
POOLED_FILES = 5 * _FILES_A_CONNECTION
"""The history's database keeps up to five connections for reuse, of three descriptors each."""


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
    return threading.active_count() - _connections()


def descriptors() -> int:
    """How many descriptors this process has open, but for those of the database's connections."""
    return open_files() - _FILES_A_CONNECTION * _connections()


def _connections() -> int:
    """How many the database's pool holds now: as many as were ever wanted at once, up to five."""
    return sum(_CONNECTION_THREAD in each.name for each in threading.enumerate())


def tasks() -> int:
    return len(asyncio.all_tasks())
