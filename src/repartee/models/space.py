"""Whether a disk has room for a download."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from repartee.models.errors import NoSpaceError
from repartee.models.units import size_text

_RESERVE_BYTES = 200_000_000

FreeBytes = Callable[[Path], int]


def check_space(name: str, needed_bytes: int, free_bytes: int, where: Path) -> None:
    """Refuse a download for which there is no room.

    Args:
        name: Of the model.
        needed_bytes: What is still to come.
        free_bytes: What the disk has.
        where: On it.

    Raises:
        NoSpaceError: If less than 200 MB would stay free; a full disk breaks more than this.
    """
    if needed_bytes + _RESERVE_BYTES <= free_bytes:
        return
    raise NoSpaceError(
        f"{name} needs {size_text(needed_bytes)}, and {where} has {size_text(free_bytes)} free. "
        "Free some space, or set MODELS_DIR to a larger disk."
    )


def free_bytes(directory: Path) -> int:
    """Free space where a directory is, or will be.

    Args:
        directory: It need not exist yet.

    Returns:
        Bytes an ordinary user may write.
    """
    there = directory
    while not there.exists() and there != there.parent:
        there = there.parent
    return shutil.disk_usage(there).free
