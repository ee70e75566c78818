from __future__ import annotations

import secrets
from typing import IO

from repartee.conversation.events import RecordingMade
from repartee.history.errors import NumberTakenError
from repartee.history.export.checking import Document, checked
from repartee.history.export.errors import AlreadyThereError, BadExportError
from repartee.history.export.sounds import Recordings, members, recorded
from repartee.history.export.threads import in_thread
from repartee.history.export.unpacking import Unpacked
from repartee.history.records import ConversationSummary, NumberedEvent
from repartee.history.store import HistoryStore

# To read so many holds the loop for 8 ms.
_AT_ONCE = 100
_ID_BYTES = 8


class Importer:
    """Takes exported conversations back: all of one or, where something is wrong, nothing."""

    def __init__(self, store: HistoryStore, recordings: Recordings) -> None:
        """Import to here.

        Args:
            store: Takes the conversations.
            recordings: Takes their sound.
        """
        self._store = store
        self._recordings = recordings

    async def take(self, file: IO[bytes], *, new_id: bool = False) -> ConversationSummary:
        """Import one conversation; who has it already is told what is there.

        Args:
            file: JSON or zip, as it was exported.
            new_id: Whether it shall be another conversation, beside the one that may be there.

        Returns:
            What is known of it now.

        Raises:
            BadExportError: If it cannot be read.
            AlreadyThereError: If another conversation has its id.
        """
        unpacked = await in_thread(Unpacked, file)
        read = await in_thread(checked, unpacked.document)
        conversation_id = secrets.token_hex(_ID_BYTES) if new_id else read.subject.id
        moved = _Moved(read, conversation_id, self._recordings)
        if there := await self._store.conversation(conversation_id):
            await self._check_same(conversation_id, moved.events)
            return there
        try:
            await self._write(conversation_id, read.subject.title, moved, unpacked)
        except NumberTakenError:
            # Somebody else has just imported it.
            await self._check_same(conversation_id, moved.events)
        written = await self._store.conversation(conversation_id)
        if written is None:
            raise BadExportError("It was forgotten while it was imported.")
        return written

    async def _write(
        self, conversation_id: str, title: str, moved: _Moved, unpacked: Unpacked
    ) -> None:
        try:
            for file, name in moved.sounds.items():
                if unpacked.has(name):
                    await self._recordings.put(file, unpacked.sound(name))
            # Last: whoever lists conversations meanwhile sees it whole, or not at all.
            await self._store.bring(conversation_id, title, moved.events)
        except BaseException:
            for file in moved.sounds:
                await self._recordings.remove(file)
            raise

    async def _check_same(self, conversation_id: str, events: list[NumberedEvent]) -> None:
        after = 0
        for batch in _batches(events, _AT_ONCE):
            there = await self._store.events(conversation_id, after, len(batch))
            if _wherever(there) != _wherever(batch):
                break
            after = batch[-1].number
        else:
            if await self._store.last_number(conversation_id) == after:
                return
        raise AlreadyThereError(
            "Another conversation of this id is kept here. Import it under a new id, or forget "
            "the other one first."
        )


class _Moved:
    """A conversation with its recordings where they are to be kept here.

    What a file says of where its sound is must not be believed: it could name another
    conversation's, which would then be heard, or removed, with this one.
    """

    def __init__(self, read: Document, conversation_id: str, recordings: Recordings) -> None:
        made = recorded(read.events)
        places = {file: recordings.name_for(conversation_id, file) for file in made}
        self.sounds = {places[file]: name for file, name in members(made.values()).items()}
        self.events = [_elsewhere(each, places) for each in read.events]


def _elsewhere(numbered: NumberedEvent, places: dict[str, str]) -> NumberedEvent:
    event = numbered.event
    if not isinstance(event, RecordingMade):
        return numbered
    place = places.get(event.file, "")
    return NumberedEvent(numbered.number, event.model_copy(update={"file": place}))


def _wherever(events: list[NumberedEvent]) -> list[NumberedEvent]:
    """Events to be compared: the same recording has another name at each place."""
    return [_elsewhere(each, {}) for each in events]


def _batches(events: list[NumberedEvent], size: int) -> list[list[NumberedEvent]]:
    return [events[at : at + size] for at in range(0, len(events), size)]
