"""The recordings of a conversation, as exports see them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from pathlib import PurePosixPath
from typing import Protocol

from repartee.conversation.events import RecordingMade
from repartee.history.recording.encoder import RecordingFormat
from repartee.history.records import NumberedEvent

MEDIA_TYPES: dict[RecordingFormat, str] = {"opus": "audio/ogg", "flac": "audio/flac"}
"""For HTTP."""


class Recordings(Protocol):
    """Where recordings are kept; files are named as `RecordingMade.file` says."""

    def name_for(self, conversation_id: str, file: str) -> str:
        """What a recording shall be called that is brought from elsewhere.

        Args:
            conversation_id: Whose it is.
            file: What it was called there.
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


def format_of(file: str) -> RecordingFormat | None:
    """How a recording is written, by its name; None for what is none of ours."""
    ending = PurePosixPath(file).suffix.lower().removeprefix(".")
    return next((kind for kind in MEDIA_TYPES if kind == ending), None)


def recorded(events: Iterable[NumberedEvent]) -> dict[str, RecordingMade]:
    """The last that was said of each recording, by its file, in the order in which they began."""
    found: dict[str, RecordingMade] = {}
    for each in events:
        if isinstance(each.event, RecordingMade) and format_of(each.event.file):
            found[each.event.file] = each.event
    return found


def members(recordings: Iterable[RecordingMade]) -> dict[str, str]:
    """What recordings are called in a zip, by their files.

    Args:
        recordings: As `recorded` gives them.
    """
    return {
        each.file: f"audio/{number}-sitting-{each.sitting}.{format_of(each.file)}"
        for number, each in enumerate(recordings, start=1)
    }
