from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import Protocol

from sqlalchemy import select

from repartee.conversation.events import RecordingMade
from repartee.conversation.snapshot import Shelf
from repartee.history.elsewhere import nowhere
from repartee.history.encoding import decode
from repartee.history.errors import HistoryError, StillGoesOnError
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
        held_elsewhere: Callable[[Sequence[str]], Awaitable[set[str]]] = nowhere,
    ) -> None:
        """Forget nothing yet.

        Args:
            store: Has events and index.
            shelf: Has what callers come back to.
            recordings: Where sound may be: those that are finished, and those that wait to be
                brought away.
            settled: Waits until nobody writes any more of a conversation that is over.
            held_elsewhere: Tells which conversations go on at another server.
        """
        self._store = store
        self._shelf = shelf
        self._recordings = recordings
        self._settled = settled
        self._held_elsewhere = held_elsewhere

    async def forget(self, conversation_id: str) -> bool:
        """Remove a conversation; no byte of it is left when this returns.

        Returns:
            Whether its events were kept.

        Raises:
            StillGoesOnError: If another server would write more of it.
            HistoryError: If something of it cannot be removed.
        """
        if await self._held_elsewhere([conversation_id]):
            raise StillGoesOnError(
                "This conversation goes on at a server that runs now, which would write more of "
                "it. Hang up, or end it there with DELETE /api/sessions/{id}; then forget it."
            )
        return bool(await self.forget_all([conversation_id]))

    async def forget_all(self, conversation_ids: Sequence[str]) -> int:
        """Remove conversations as `forget` does, but for those that go on at another server.

        Returns:
            Of how many events were kept.

        Raises:
            HistoryError: If something of one cannot be removed; others may be gone.
        """
        held = await self._held_elsewhere(conversation_ids)
        free = [each for each in conversation_ids if each not in held]
        for conversation_id in free:
            await self._settled(conversation_id)
            for file in await self._files(conversation_id):
                for place in self._recordings:
                    await place.remove(file)
            await self._clear_shelf(conversation_id)
        return await self._store.forget_all(free)

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
