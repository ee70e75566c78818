"""What a server is told of the conversation, so that it knows what went on."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from pipecat.services.openai.realtime import events

from repartee.services.realtime.playback import Cut
from repartee.services.realtime.record import Record, Role, said_item


class Telling:
    """Keeps a record, and the server in step with it.

    What is told while there is no session is in the record, of which the next one is told whole.
    """

    def __init__(
        self,
        record: Record,
        send: Callable[[events.ClientEvent], Awaitable[None]],
        is_ready: Callable[[], bool],
    ) -> None:
        """Begin with a server that knows nothing.

        Args:
            record: The conversation as it went.
            send: Sends an event.
            is_ready: Whether there is a session.
        """
        self._record = record
        self._send = send
        self._is_ready = is_ready
        self._retold: set[str] = set()

    def is_retold(self, item_id: str) -> bool:
        """Whether the present session was told of an item, rather than making it itself."""
        return item_id in self._retold

    async def retell(self) -> None:
        """Tell a new session of the whole conversation."""
        items = self._record.items()
        self._retold = {item.id for item in items}
        for item in items:
            await self._send(events.ConversationItemCreateEvent(item=item))

    async def message(self, role: Role, text: str) -> None:
        """Tell of something that was typed, or is to be known.

        Args:
            role: Who says it.
            text: What.
        """
        item = said_item(role, text)
        self._record.said(item.id, role, text)
        await self._create(item)

    async def result(self, call_id: str, output: str) -> None:
        """Tell what a function returned.

        Args:
            call_id: Id of the call.
            output: The result, as JSON.
        """
        self._record.returned(call_id, output)
        await self._create(
            events.ConversationItem(type="function_call_output", call_id=call_id, output=output)
        )

    async def cut(self, cut: Cut) -> None:
        """Tell how far an answer was heard.

        Args:
            cut: Where it was broken off.
        """
        self._record.heard(cut.item_id, cut.text)
        if not self._is_ready():
            return
        if self.is_retold(cut.item_id):
            await self._replace(cut)
            return
        await self._send(
            events.ConversationItemTruncateEvent(
                item_id=cut.item_id, content_index=0, audio_end_ms=cut.millis
            )
        )

    async def _replace(self, cut: Cut) -> None:
        """Take back what was retold as text: only sound can be truncated."""
        await self._send(events.ConversationItemDeleteEvent(item_id=cut.item_id))
        before = self._record.before(cut.item_id)
        if cut.text:
            item = said_item("assistant", cut.text, cut.item_id)
            await self._send(
                events.ConversationItemCreateEvent(item=item, previous_item_id=before or "root")
            )

    async def _create(self, item: events.ConversationItem) -> None:
        if self._is_ready():
            await self._send(events.ConversationItemCreateEvent(item=item))
