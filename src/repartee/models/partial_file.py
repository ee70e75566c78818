from __future__ import annotations

import json
import os
from pathlib import Path

from repartee.models.digest import Digest, matches
from repartee.models.manifest import write_whole
from repartee.models.resume import Expected, Noted


class PartialFile:
    """A file on its way: `NAME.partial`, and `NAME.noted.json` that says what it begins.

    Every method blocks on the disk; call them in a thread.
    """

    def __init__(self, target: Path) -> None:
        """Name it.

        Args:
            target: What it is called once it is complete and checked.
        """
        self.target = target
        self.path = target.with_name(f"{target.name}.partial")
        self._note = target.with_name(f"{target.name}.noted.json")

    @property
    def size(self) -> int:
        """Bytes that are here."""
        return self.path.stat().st_size if self.path.is_file() else 0

    def noted(self) -> Noted | None:
        """What was noted when it was begun; None where that cannot be read."""
        try:
            raw = json.loads(self._note.read_text(encoding="utf-8"))
            digest = Digest.parse(raw["digest"]) if raw["digest"] else None
            return Noted(Expected(digest, raw["size"]), str(raw["etag"]))
        except (OSError, ValueError, KeyError, TypeError):
            return None

    def begin(self, noted: Noted) -> None:
        """Throw away what is here, and note what comes instead."""
        self.path.unlink(missing_ok=True)
        digest = str(noted.expected.digest) if noted.expected.digest else ""
        raw = {"digest": digest, "size": noted.expected.size, "etag": noted.etag}
        write_whole(self._note, json.dumps(raw))
        self.path.touch()  # an empty file is complete without a byte

    def append(self, data: bytes) -> None:
        """Add bytes. Opens anew each time: with a megabyte a call that costs nothing."""
        with self.path.open("ab") as file:
            file.write(data)

    def discard(self) -> None:
        """Throw it away."""
        self.path.unlink(missing_ok=True)
        self._note.unlink(missing_ok=True)

    def is_right(self, digest: Digest | None) -> bool:
        """Whether it hashes to what it should; true where nothing tells."""
        return digest is None or matches(self.path, digest)

    def finish(self) -> None:
        """Give it its name, in one step. The note stays: it says what the file is."""
        with self.path.open("rb+") as file:
            os.fsync(file.fileno())
        self.path.replace(self.target)

    def is_finished(self, expected: Expected) -> bool:
        """Whether an earlier pull brought this very file home already."""
        if not self.target.is_file():
            return False
        noted = self.noted()
        if noted is None or noted.expected.digest != expected.digest:
            return False
        return expected.size is None or self.target.stat().st_size == expected.size
