from __future__ import annotations

from collections.abc import AsyncIterator

from anthropic import AsyncStream
from anthropic.types.beta import BetaRawMessageStreamEvent
from pipecat.utils.http import TIMEOUT_EXCEPTIONS

from repartee.services.faults import BrokenOffError, GarbledError

_EVENTS = frozenset(
    {
        "content_block_delta",
        "content_block_start",
        "content_block_stop",
        "message_delta",
        "message_start",
        "message_stop",
        "ping",
    }
)


class CheckedClaudeStream:
    """Claude's stream of events, which raises where the stock one just ends."""

    def __init__(self, stream: AsyncStream[BetaRawMessageStreamEvent]) -> None:
        """Watch over a stream.

        Args:
            stream: As Anthropic's client gave it.
        """
        self._stream = stream

    async def __aiter__(self) -> AsyncIterator[BetaRawMessageStreamEvent]:
        stopped = False
        try:
            async for event in self._stream:
                kind = getattr(event, "type", None)
                if not isinstance(kind, str):
                    raise GarbledError("what came is no answer of Claude")
                stopped = stopped or kind == "message_stop"
                if kind in _EVENTS:
                    yield event
        except TIMEOUT_EXCEPTIONS as error:
            # Pipecat tells nobody of these.
            raise BrokenOffError("it stopped answering") from error
        finally:
            # An interruption cancels us: the connection must not go on receiving.
            await self._stream.close()
        if not stopped:
            raise BrokenOffError("the answer broke off before its end")
