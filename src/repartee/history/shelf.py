from __future__ import annotations

import hashlib
import json
import os
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import fields
from datetime import UTC, tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from loguru import logger
from pydantic import BaseModel, ConfigDict, ValidationError

from repartee.conversation.guest_book import Entry
from repartee.conversation.parts import Choices
from repartee.conversation.snapshot import Snapshot
from repartee.engines.threads import SideThreads
from repartee.history.redaction.messages import redacted_message
from repartee.history.redaction.redactor import KEEP_ALL, Redactor
from repartee.transports.room import Guest

_PRIVATE_DIRECTORY = 0o700
_TIDY_SECS = 600


class _KeptGuest(BaseModel):
    id: str
    name: str
    token_digest: str


class _KeptConversation(BaseModel):
    """The file format; version 1."""

    model_config = ConfigDict(extra="forbid")

    version: int = 1
    id: str
    guests: list[_KeptGuest]
    invite_token: str
    messages: list[dict[str, Any]]
    choices: dict[str, str | bool]
    sitting: int = 0
    turns: int = 0
    spent_usd: float = 0.0


class FileShelf:
    """Keeps one small file a conversation, which only this user may read.

    A file is replaced as a whole, so whoever kills the server finds the state before or after.
    """

    def __init__(self, directory: Path, keep_secs: float, redactor: Redactor = KEEP_ALL) -> None:
        """Use a directory.

        Args:
            directory: Made when it is first needed.
            keep_secs: How long a conversation is kept after its last word.
            redactor: Takes out of every text what shall not be stored.
        """
        self._directory = directory
        # The loop's own pool is the codecs': a disk that is slow to sync must not be heard.
        self._in_thread = SideThreads("shelf").run
        self._keep_secs = keep_secs
        self._redactor = redactor
        self._tidied_at = float("-inf")

    async def open(self) -> None:
        """Look whether anything can be kept, tidy up, and say in the log what is wrong."""
        try:
            await self._in_thread(self._prepare)
        except OSError as error:
            logger.warning(
                "Conversations cannot be kept in {}: {}. Callers cannot come back to them after a "
                "restart. Set DATA_DIR to a directory that can be written, or RESUME_KEEP_SECS=0.",
                self._directory,
                error.strerror or error,
            )

    async def keep(self, snapshot: Snapshot) -> None:
        """Keep the newest state; durable when this returns.

        Raises:
            OSError: If it cannot be written.
        """
        await self._in_thread(self._write, snapshot)

    async def find(self, conversation_id: str) -> Snapshot | None:
        """What is kept of a conversation; None for nothing, or nothing that can be read."""
        return await self._in_thread(self._read, conversation_id)

    async def forget(self, conversation_id: str) -> None:
        """Let go of a conversation.

        Raises:
            OSError: If its file cannot be removed.
        """
        await self._in_thread(self._remove, [self._path(conversation_id)])

    async def forget_all(self) -> None:
        """Let go of everything.

        Raises:
            OSError: If a file cannot be removed.
        """
        await self._in_thread(lambda: self._remove(self._directory.glob("*")))

    def _path(self, conversation_id: str) -> Path:
        # A caller may have chosen the id; its digest is a file name everywhere.
        return self._directory / f"{hashlib.sha256(conversation_id.encode()).hexdigest()[:40]}.json"

    def _prepare(self) -> None:
        self._directory.mkdir(_PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=self._directory, suffix=".part") as trial:
            trial.write(b"x")
        self._remove_old()

    def _write(self, snapshot: Snapshot) -> None:
        self._directory.mkdir(_PRIVATE_DIRECTORY, parents=True, exist_ok=True)
        if time.monotonic() - self._tidied_at > _TIDY_SECS:
            self._tidied_at = time.monotonic()
            self._remove_old()
        # Such a file can be read by nobody else from the start.
        with tempfile.NamedTemporaryFile(
            "w", encoding="utf-8", dir=self._directory, suffix=".part", delete=False
        ) as output:
            part = Path(output.name)
            try:
                output.write(_as_kept(snapshot, self._redactor).model_dump_json())
                output.flush()
                os.fsync(output.fileno())
                part.replace(self._path(snapshot.conversation_id))
            except BaseException:
                part.unlink(missing_ok=True)
                raise

    def _read(self, conversation_id: str) -> Snapshot | None:
        path = self._path(conversation_id)
        try:
            if path.stat().st_mtime < time.time() - self._keep_secs:
                return None
            kept = _KeptConversation.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, ValidationError) as error:
            logger.warning("A kept conversation cannot be read: {}", type(error).__name__)
            return None
        return _as_snapshot(kept) if kept.id == conversation_id else None

    def _remove(self, files: Iterable[Path]) -> None:
        there = [file for file in files if file.exists()]
        for file in there:
            file.unlink(missing_ok=True)
        if there:
            _sync(self._directory)

    def _remove_old(self) -> None:
        limit = time.time() - self._keep_secs
        for file in self._directory.glob("*"):
            with suppress(OSError):
                if file.stat().st_mtime < limit:
                    file.unlink()


def _as_kept(snapshot: Snapshot, redactor: Redactor) -> _KeptConversation:
    return _KeptConversation(
        id=snapshot.conversation_id,
        guests=[_kept_guest(each, redactor) for each in snapshot.guests],
        invite_token=snapshot.invite_token,
        messages=[redacted_message(_storable(each), redactor) for each in snapshot.messages],
        choices={
            each.name: _plain(getattr(snapshot.choices, each.name), redactor)
            for each in fields(snapshot.choices)
        },
        sitting=snapshot.sitting,
        turns=snapshot.turns,
        spent_usd=snapshot.spent_usd,
    )


def _kept_guest(entry: Entry, redactor: Redactor) -> _KeptGuest:
    name = redactor.text(entry.guest.name)
    return _KeptGuest(id=entry.guest.id, name=name, token_digest=entry.token_digest)


def _sync(directory: Path) -> None:
    """Make removals survive a power cut."""
    handle = os.open(directory, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _storable(message: dict[str, Any]) -> dict[str, Any]:
    """A message as JSON; half a surrogate pair, which no file can hold, becomes a question mark."""
    text = json.dumps(message, default=str, ensure_ascii=False).encode("utf-8", "replace")
    stored: dict[str, Any] = json.loads(text)
    return stored


def _plain(value: object, redactor: Redactor) -> str | bool:
    return value if isinstance(value, bool) else redactor.text(str(value))


def _as_snapshot(kept: _KeptConversation) -> Snapshot:
    return Snapshot(
        kept.id,
        tuple(Entry(Guest(each.id, each.name), each.token_digest) for each in kept.guests),
        kept.invite_token,
        tuple(kept.messages),
        _choices(kept.choices),
        kept.sitting,
        kept.turns,
        kept.spent_usd,
    )


def _choices(kept: dict[str, str | bool]) -> Choices:
    known = {each.name for each in fields(Choices)}
    plain: dict[str, Any] = {name: value for name, value in kept.items() if name in known}
    return Choices(**{**plain, "timezone": _zone(str(kept.get("timezone", "UTC")))})


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return UTC
