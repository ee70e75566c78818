"""The recordings of a conversation, as exports see them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from pathlib import PurePosixPath
from typing import Protocol

from repartee.conversation.events import RecordingMade
from repartee.history.records import NumberedEvent

MEDIA_TYPES = {".ogg": "audio/ogg", ".opus": "audio/ogg", ".flac": "audio/flac"}
"""What recordings are written as, by the end of their names."""


class Recordings(Protocol):
    """Where recordings are kept; files are named as `RecordingMade.file` says."""

    def name_for(self, conversation_id: str, number: int, suffix: str) -> str:
        """What a recording shall be called that is brought from elsewhere.

        Args:
            conversation_id: Whose it is.
            number: Counts them, from 1.
            suffix: One of `MEDIA_TYPES`.
        """
        ...

    async def size(self, file: str) -> int | None:
        """How many bytes it has; None if it is not there (any more)."""
        ...

    def read(self, file: str, begin: int, end: int) -> AsyncIterator[bytes]:
        """Its bytes from one place up to another, a piece at a time."""
        ...

    async def put(self, file: str, content: AsyncIterator[bytes]) -> None:
        """Keep one under a name; one of that name is replaced."""
        ...

    async def remove(self, file: str) -> None:
        """Remove one, if it is there."""
        ...


def suffix_of(file: str) -> str:
    """The end of a recording's name; empty for what is none of ours."""
    suffix = PurePosixPath(file).suffix.lower()
    return suffix if suffix in MEDIA_TYPES else ""


def recorded(events: Iterable[NumberedEvent]) -> dict[str, RecordingMade]:
    """The last that was said of each recording, by its file, in the order in which they began."""
    found: dict[str, RecordingMade] = {}
    for each in events:
        if isinstance(each.event, RecordingMade) and suffix_of(each.event.file):
            found[each.event.file] = each.event
    return found


def members(recordings: Iterable[RecordingMade]) -> dict[str, str]:
    """What recordings are called in a zip, by their files.

    Args:
        recordings: As `recorded` gives them.
    """
    return {
        each.file: f"audio/{number}-sitting-{each.sitting}{suffix_of(each.file)}"
        for number, each in enumerate(recordings, start=1)
    }
