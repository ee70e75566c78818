from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from sqlalchemy import select

from repartee.conversation.events import RecordingMade
from repartee.conversation.snapshot import Shelf
from repartee.history.encoding import decode
from repartee.history.errors import HistoryError
from repartee.history.store import HistoryStore
from repartee.history.tables import events


class Recordings(Protocol):
    """Where recordings are."""

    async def remove(self, file: str) -> None:
        """Remove one, if it is there.

        Raises:
            HistoryError: If it cannot be removed.
        """
        ...


async def at_once(_conversation_id: str) -> None:
    """Wait for nothing: nobody writes."""


class Forgetting:
    """Removes all that is kept of conversations: sound, context, events, and words in the index.

    The rows go last. Where something is in the way, the conversation is still listed, and can be
    forgotten again.
    """

    def __init__(
        self,
        store: HistoryStore,
        shelf: Shelf,
        recordings: Sequence[Recordings] = (),
        settled: Callable[[str], Awaitable[object]] = at_once,
    ) -> None:
        """Forget nothing yet.

        Args:
            store: Has events and index.
            shelf: Has what callers come back to.
            recordings: Where sound may be: those that are finished, and those that wait to be
                brought away.
            settled: Waits until nobody writes any more of a conversation that is over.
        """
        self._store = store
        self._shelf = shelf
        self._recordings = recordings
        self._settled = settled

    async def forget(self, conversation_id: str) -> bool:
        """Remove a conversation; no byte of it is left when this returns.

        Returns:
            Whether its events were kept.

        Raises:
            HistoryError: If something of it cannot be removed.
        """
        return bool(await self.forget_all([conversation_id]))

    async def forget_all(self, conversation_ids: Sequence[str]) -> int:
        """Remove conversations as `forget` does.

        Returns:
            Of how many events were kept.

        Raises:
            HistoryError: If something of one cannot be removed; others may be gone.
        """
        for conversation_id in conversation_ids:
            await self._settled(conversation_id)
            for file in await self._files(conversation_id):
                for place in self._recordings:
                    await place.remove(file)
            await self._clear_shelf(conversation_id)
        return await self._store.forget_all(conversation_ids)

    async def _files(self, conversation_id: str) -> list[str]:
        wanted = select(events.c.body).where(
            events.c.conversation_id == conversation_id, events.c.kind == "recording-made"
        )
        async with self._store.database.reading() as connection:
            made = [decode(body) for body in await connection.scalars(wanted)]
        return list(dict.fromkeys(each.file for each in made if isinstance(each, RecordingMade)))

    async def _clear_shelf(self, conversation_id: str) -> None:
        try:
            await self._shelf.forget(conversation_id)
        except OSError as error:
            raise HistoryError(
                "What callers come back to cannot be removed from DATA_DIR: "
                f"{error.strerror or error}. Make it writable."
            ) from error
