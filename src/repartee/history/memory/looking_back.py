"""Facts noticed in a conversation that is over."""

from __future__ import annotations

from repartee.history.memory.fact_store import FactStore
from repartee.history.memory.noticing import Noticer
from repartee.history.memory.transcript import notable
from repartee.history.reading import all_events
from repartee.history.store import HistoryStore


class Noticing:
    """Has a conversation read, and keeps what was noticed of its person."""

    def __init__(self, store: HistoryStore, facts: FactStore, noticer: Noticer) -> None:
        """Notice nothing yet.

        Args:
            store: Where conversations are.
            facts: Where facts go.
            noticer: Reads.
        """
        self._store = store
        self._facts = facts
        self._noticer = noticer

    async def look_back(self, person: str, conversation_id: str) -> None:
        """Note what is worth remembering of the newest sitting.

        Args:
            person: With whom it was.
            conversation_id: Which conversation.

        Raises:
            HistoryError: If it cannot be read, or nothing noted.
            NoticingError: If the noticer fails.
        """
        transcript = notable(await all_events(self._store, conversation_id))
        if not transcript:
            return
        known = [each.fact for each in await self._facts.of(person)]
        if noticed := await self._noticer.facts_in(transcript, known):
            await self._facts.notice(person, noticed, conversation_id)
