"""What was measured, kept as JSON: what has been measured need not be measured again."""

from __future__ import annotations

from pathlib import Path
from typing import Generic, TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class Kept(Generic[T]):
    """Runs of one kind in a folder, a file each.

    Args:
        kind: Their dataclass.
        folder: Where; made when the first is kept.
    """

    def __init__(self, kind: type[T], folder: Path) -> None:
        self._adapter = TypeAdapter(kind)
        self._folder = folder

    def load(self, name: str) -> T | None:
        """The run of that name; None for none that can be read.

        Args:
            name: It.
        """
        try:
            return self._adapter.validate_json(self._file(name).read_bytes())
        except (OSError, ValidationError):
            return None

    def save(self, name: str, run: T) -> None:
        """Keep a run.

        Args:
            name: Under which name.
            run: It.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._file(name).write_bytes(self._adapter.dump_json(run, indent=1) + b"\n")

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"
