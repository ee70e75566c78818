"""What a process holds on to."""

from __future__ import annotations

import asyncio
import gc
import threading

import psutil

POOLED_FILES = 15
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
    return threading.active_count()


def tasks() -> int:
    return len(asyncio.all_tasks())
