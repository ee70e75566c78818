"""What is noted about a finished model, in a file beside its own."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from repartee.models.digest import Digest

FILE = ".repartee.json"


@dataclass(frozen=True, slots=True)
class KnownFile:
    """A file of a finished model."""

    size: int
    """In bytes."""
    digest: Digest | None = None
    """What it was checked against; None where nothing told."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Says that a model is complete, and of what."""

    name: str
    provider: str
    origin: str
    """Where it came from: `org/name@revision`, an address, or a directory."""
    files: dict[str, KnownFile]

    @property
    def size_bytes(self) -> int:
        """Of all files together."""
        return sum(file.size for file in self.files.values())

    def holds_in(self, directory: Path) -> bool:
        """Whether each file is there with the size it had."""
        return all(_size(directory / name) == file.size for name, file in self.files.items())


def read_manifest(directory: Path) -> Manifest | None:
    """Read what is noted about a model.

    Args:
        directory: Of the model.

    Returns:
        None where there is nothing, or nothing readable.
    """
    try:
        raw = json.loads((directory / FILE).read_text(encoding="utf-8"))
        known = {
            str(name): KnownFile(
                int(file["size"]), Digest.parse(file["digest"]) if file["digest"] else None
            )
            for name, file in raw["files"].items()
        }
        return Manifest(str(raw["name"]), str(raw["provider"]), str(raw["origin"]), known)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def write_manifest(directory: Path, manifest: Manifest) -> None:
    """Note that a model is complete."""
    raw = {
        "name": manifest.name,
        "provider": manifest.provider,
        "origin": manifest.origin,
        "files": {
            name: {"size": file.size, "digest": str(file.digest) if file.digest else ""}
            for name, file in sorted(manifest.files.items())
        },
    }
    write_whole(directory / FILE, json.dumps(raw, indent=2) + "\n")


def write_whole(path: Path, text: str) -> None:
    """Write a small file so that a reader finds the old text or the new, never half of it."""
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    beside.replace(path)


def _size(path: Path) -> int:
    return path.stat().st_size if path.is_file() else -1
