"""Conversations are written down beside the talk: who speaks or listens waits for no disk."""

from __future__ import annotations

import asyncio

from loguru import logger

from repartee.conversation.chronicle import Chronicle
from repartee.conversation.events import Event
from repartee.history.outage import Outage
from repartee.history.scribe import Scribe
from repartee.history.store import HistoryStore

_DURABLE_SECS = 5.0


class HistoryArchive:
    """Writes conversations down in a store, which may be away for a while."""

    def __init__(self, store: HistoryStore) -> None:
        """Write nothing yet.

        Args:
            store: Need not be reachable.
        """
        self._store = store
        self._outage = Outage()
        self._scribes: dict[str, Scribe] = {}

    async def chronicle(self, conversation_id: str) -> Chronicle:
        """Open what is written of a conversation; waits for nothing.

        Args:
            conversation_id: Of a new conversation, or one that is taken up again.
        """
        self._dismiss_idle()
        scribe = self._scribes.get(conversation_id)
        if scribe is None:
            scribe = Scribe(conversation_id, self._store, self._outage)
            self._scribes[conversation_id] = scribe
        return _Chronicle(scribe)

    async def forget(self, conversation_id: str) -> None:
        """Write nothing of what waits of a conversation that is over, and is being forgotten.

        Args:
            conversation_id: Which; what waits of one that goes on is kept.
        """
        scribe = self._scribes.get(conversation_id)
        if scribe is not None and not scribe.hands:
            await scribe.forget()

    @property
    def waiting(self) -> int:
        """How many events of all conversations are not written yet."""
        return sum(each.waiting for each in self._scribes.values())

    async def close(self, secs: float = _DURABLE_SECS) -> None:
        """Write what still waits.

        Args:
            secs: How long that may take; then it is given up.
        """
        scribes = list(self._scribes.values())
        await asyncio.gather(*(each.finish(secs) for each in scribes))
        if self.waiting:
            logger.error(
                "{} events of conversations were not written: history is away.", self.waiting
            )
        self._scribes.clear()

    def _dismiss_idle(self) -> None:
        idle = [key for key, each in self._scribes.items() if not each.hands and not each.waiting]
        for key in idle:
            del self._scribes[key]


class _Chronicle:
    """One sitting's hold of its conversation's scribe."""

    def __init__(self, scribe: Scribe) -> None:
        self._scribe = scribe
        self._closed = False
        scribe.hands += 1

    def note(self, event: Event) -> None:
        if not self._closed:
            self._scribe.note(event)

    async def durable(self) -> None:
        await self._scribe.durable(_DURABLE_SECS)

    async def close(self) -> None:
        if not self._closed:
            self._closed = True
            self._scribe.hands -= 1
            await self._scribe.durable(_DURABLE_SECS)
