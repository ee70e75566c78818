from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from typing import Literal

from repartee.history.errors import HistoryError, UnfitEventError
from repartee.history.store import HistoryStore, NumberedEvent

Trouble = Literal["away", "silent", "unfit"]
"""Not written; written, but nobody is told; not taken, however often it is asked."""


class FlakyStore(HistoryStore):
    """Has the trouble at its next writes that a test plans."""

    plan: deque[Trouble]
    always_away = False

    async def open(self) -> None:
        self.plan = deque()
        await super().open()

    async def append(self, conversation_id: str, new: Sequence[NumberedEvent]) -> None:
        trouble = self.plan.popleft() if self.plan else None
        if self.always_away or trouble == "away":
            raise HistoryError("The database is away.")
        if trouble == "unfit":
            raise UnfitEventError("The database does not take this.")
        await super().append(conversation_id, new)
        if trouble == "silent":
            raise HistoryError("The connection broke.")
