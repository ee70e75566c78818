"""A conversation that goes on until somebody hangs up, and has neither sound nor words."""

from __future__ import annotations

import asyncio

from repartee.conversation.life import EndReason, SessionState


class TalkingSession:
    """Stands in for a `Session`."""

    def __init__(self, session_id: str) -> None:
        self.id = session_id
        self.state = SessionState.LIVE
        self.end_reason: EndReason | None = None
        self.told: list[dict[str, object]] = []
        """The server messages that its callers got."""
        self._over = asyncio.Event()

    async def run(self) -> EndReason:
        await self._over.wait()
        self.state = SessionState.ENDED
        return self.end_reason or EndReason.ERROR

    def end(self, reason: EndReason) -> None:
        self.end_reason = self.end_reason or reason
        self._over.set()

    def hang_up(self) -> None:
        self.end(EndReason.CALLER_LEFT)

    def tell(self, message: dict[str, object]) -> None:
        self.told.append(message)
