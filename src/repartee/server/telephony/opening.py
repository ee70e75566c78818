from __future__ import annotations

import asyncio

from starlette.websockets import WebSocket, WebSocketDisconnect

from repartee.transports.telephony.dialect import Dialect
from repartee.transports.telephony.events import Started
from repartee.transports.websocket.codec import BadFrameError, CloseCode

_START_SECS = 5.0
# Vendors send one `connected` at most.
_FRAMES_BEFORE_START = 5


class NoStartError(Exception):
    """A stream that does not say which call it belongs to; the message says why."""

    def __init__(self, message: str, code: CloseCode) -> None:
        """Say why.

        Args:
            message: A sentence for the vendor's log.
            code: With what to close the stream.
        """
        super().__init__(message)
        self.code = code


async def started(websocket: WebSocket, dialect: Dialect) -> Started:
    """Wait until a stream says which call it belongs to.

    Args:
        websocket: Accepted.
        dialect: The vendor's.

    Raises:
        NoStartError: If it does not.
    """
    try:
        async with asyncio.timeout(_START_SECS):
            for _ in range(_FRAMES_BEFORE_START):
                event = dialect.read(await _frame(websocket))
                if isinstance(event, Started):
                    return event
    except TimeoutError:
        raise NoStartError("No start message came.", CloseCode.POLICY) from None
    except BadFrameError as error:
        raise NoStartError(str(error), error.code) from error
    raise NoStartError("The stream did not begin with a start message.", CloseCode.BAD_DATA)


async def _frame(websocket: WebSocket) -> str | bytes:
    try:
        event = await websocket.receive()
    except (WebSocketDisconnect, RuntimeError, OSError):
        raise NoStartError("The stream closed.", CloseCode.NORMAL) from None
    if event["type"] == "websocket.disconnect":
        raise NoStartError("The stream closed.", CloseCode.NORMAL)
    text: str | None = event.get("text")
    return event["bytes"] if text is None else text
