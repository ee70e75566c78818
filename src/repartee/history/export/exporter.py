from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from enum import StrEnum

from repartee.conversation.events import RecordingMade
from repartee.history.export.archive import Member, zipped
from repartee.history.export.document import document
from repartee.history.export.markdown import markdown
from repartee.history.export.sounds import Recordings, members, recorded
from repartee.history.export.webvtt import webvtt
from repartee.history.records import ConversationSummary, NumberedEvent
from repartee.history.store import HistoryStore

DOCUMENT = "conversation.json"
"""What is imported of a zip, beside the sound."""

# To read so many holds the loop for 2 ms.
_AT_ONCE = 100
_PIECE_BYTES = 16 * 1024


class Format(StrEnum):
    """As what a conversation can be exported."""

    JSON = "json"
    MARKDOWN = "markdown"
    WEBVTT = "webvtt"
    ZIP = "zip"

    @property
    def media_type(self) -> str:
        """For HTTP."""
        return _MEDIA_TYPES[self]

    @property
    def suffix(self) -> str:
        """What file names end with."""
        return _SUFFIXES[self]


_MEDIA_TYPES = {
    Format.JSON: "application/json",
    Format.MARKDOWN: "text/markdown; charset=utf-8",
    Format.WEBVTT: "text/vtt; charset=utf-8",
    Format.ZIP: "application/zip",
}
_SUFFIXES = {
    Format.JSON: ".json",
    Format.MARKDOWN: ".md",
    Format.WEBVTT: ".vtt",
    Format.ZIP: ".zip",
}


class Exporter:
    """Writes conversations as files, in bounded memory."""

    def __init__(self, store: HistoryStore, recordings: Recordings) -> None:
        """Export from here.

        Args:
            store: Has the conversations.
            recordings: Has their sound.
        """
        self._store = store
        self._recordings = recordings

    async def export(
        self, summary: ConversationSummary, form: Format, sitting: int | None = None
    ) -> AsyncIterator[bytes]:
        """Write a conversation, a piece at a time.

        Args:
            summary: Of which.
            form: As what.
            sitting: Whose captions, for WebVTT; None for the first that was recorded, or else
                the first.
        """
        events = self._events(summary.id)
        match form:
            case Format.JSON:
                written = _bytes(document(summary, events))
            case Format.MARKDOWN:
                written = _bytes(markdown(summary, events))
            case Format.WEBVTT:
                first = sitting or await self._first_recorded(summary.id)
                written = _bytes(webvtt(first, events))
            case Format.ZIP:
                written = zipped(await self._members(summary), summary.last_at)
        async for piece in written:
            yield piece

    async def recordings(self, conversation_id: str) -> list[RecordingMade]:
        """What was recorded of a conversation, in order; some may be gone by now."""
        found = [
            each
            async for each in self._events(conversation_id)
            if isinstance(each.event, RecordingMade)
        ]
        return list(recorded(found).values())

    async def _first_recorded(self, conversation_id: str) -> int:
        made = await self.recordings(conversation_id)
        return made[0].sitting if made else 1

    async def _members(self, summary: ConversationSummary) -> list[Member]:
        texts = {
            DOCUMENT: document(summary, self._events(summary.id)),
            "conversation.md": markdown(summary, self._events(summary.id)),
        }
        for sitting in range(1, summary.sittings + 1):
            texts[f"sitting-{sitting}.vtt"] = webvtt(sitting, self._events(summary.id))
        sounds = members(await self.recordings(summary.id))
        return [
            *(Member(name, _bytes(text)) for name, text in texts.items()),
            *[
                Member(name, self._recordings.read(file, 0, size), squeezed=False)
                for file, name in sounds.items()
                if (size := await self._recordings.size(file))
            ],
        ]

    async def _events(self, conversation_id: str) -> AsyncIterator[NumberedEvent]:
        after = 0
        while batch := await self._store.events(conversation_id, after, _AT_ONCE):
            for each in batch:
                yield each
            after = batch[-1].number


async def _bytes(text: AsyncIterator[str]) -> AsyncIterator[bytes]:
    """A text in pieces worth sending; the loop is free after each."""
    waiting = bytearray()
    async for piece in text:
        waiting += piece.encode("utf-8", "replace")
        if len(waiting) >= _PIECE_BYTES:
            yield bytes(waiting)
            waiting.clear()
            # What is written here may never wait for anything.
            await asyncio.sleep(0)
    yield bytes(waiting)
