from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from repartee.models.errors import ModelBusyError


@contextmanager
def model_lock(path: Path, name: str) -> Iterator[None]:
    """Keep everyone else away from a model; the system lets go when a process is killed.

    Args:
        path: Of the lock file; it stays behind, empty files do no harm.
        name: Of the model, for the message.

    Raises:
        ModelBusyError: If another process, or another task of this one, holds it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        if not _taken(file):
            raise ModelBusyError(
                f"{name} is being fetched already{_by(path)}. Wait for that, or stop it first."
            )
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def _by(path: Path) -> str:
    pid = path.read_text(encoding="ascii", errors="replace").strip()
    if not pid.isdigit():
        return ""
    return " by this process" if int(pid) == os.getpid() else f" by process {pid}"


if sys.platform == "win32":
    import msvcrt

    def _taken(file: IO[str]) -> bool:
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        return True
else:
    import fcntl

    def _taken(file: IO[str]) -> bool:
        try:
            fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True
