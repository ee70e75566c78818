from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from loguru import logger

from repartee.conversation.claim import HistoryAwayError
from repartee.conversation.events import AgentTurn, Event, Summarised, UserTurn
from repartee.conversation.past import Earlier
from repartee.history.errors import HistoryError
from repartee.history.memory.owners import owner_of
from repartee.history.reading import all_events
from repartee.history.store import HistoryStore
from repartee.services.context.exchanges import summary_message


class WrittenPast:
    """Conversations as the store has them."""

    def __init__(self, store: HistoryStore) -> None:
        """Read from a store.

        Args:
            store: Where conversations are written down.
        """
        self._store = store

    async def find(self, conversation_id: str) -> Earlier | None:
        """What was said in a conversation; None if nothing is kept of it.

        Raises:
            HistoryAwayError: If the store cannot be read.
        """
        try:
            return await self._read(conversation_id)
        except HistoryError as error:
            logger.warning("A conversation cannot be gone on with: {}", error)
            raise HistoryAwayError from error

    async def owner(self, conversation_id: str) -> str | None:
        """Whose a conversation was, empty where that is not known; None if nothing is kept of it.

        Raises:
            HistoryAwayError: If the store cannot be read.
        """
        try:
            if not await self._store.last_number(conversation_id):
                return None
            return await owner_of(self._store.database, conversation_id)
        except HistoryError as error:
            logger.warning("Whose a conversation was cannot be read: {}", error)
            raise HistoryAwayError from error

    async def _read(self, conversation_id: str) -> Earlier | None:
        summary = await self._store.conversation(conversation_id)
        if summary is None:
            return None
        person = await owner_of(self._store.database, conversation_id)
        events = await all_events(self._store, conversation_id)
        return Earlier(
            as_messages(events), person, summary.sittings, summary.turns, summary.spent_usd
        )


def as_messages(events: Iterable[Event]) -> tuple[dict[str, Any], ...]:
    """Make a context of a log: the caller's words, and what was heard of the agent's.

    A summary stands behind what it is of, as it stood in the context. Tool calls are left out:
    their results are old, and what the agent said of them is there.

    Args:
        events: Of one conversation, in their order.
    """
    said: list[tuple[int, dict[str, Any]]] = []
    for event in events:
        match event:
            case UserTurn(turn=turn, text=text) if text.strip():
                said.append((turn, {"role": "user", "content": text}))
            case AgentTurn(turn=turn, heard=heard) if heard.strip():
                said.append((turn, {"role": "assistant", "content": heard}))
            case Summarised(up_to_turn=last, text=text):
                place = sum(turn <= last for turn, _ in said)
                said.insert(place, (last, cast("dict[str, Any]", summary_message(last, text))))
            case _:
                pass
    return tuple(message for _, message in said)
