from __future__ import annotations

from starlette.websockets import WebSocket

from repartee.transports.line import LineEnd, LineKind, LineListener
from repartee.transports.pcm16.codec import Pcm16Codec
from repartee.transports.pcm16.dialect import Greeting, Pcm16Dialect, client_ready
from repartee.transports.websocket.conduct import SocketLimits
from repartee.transports.websocket.socket_line import SocketLine

# Enough for a jittery wire; `audio_clear` makes a client forget it.
_LEAD_SECS = 0.2


class Pcm16Line(SocketLine):
    """The line of a caller who speaks raw PCM16."""

    def __init__(self, websocket: WebSocket, greeting: Greeting, limits: SocketLimits) -> None:
        """Make a line of an accepted WebSocket.

        Args:
            websocket: Open, and this line's own from now on.
            greeting: What the caller learns at the start about what they asked for.
            limits: What the caller may do.
        """
        super().__init__(
            websocket,
            Pcm16Codec(Pcm16Dialect(greeting)),
            LineKind.PCM16,
            lead_secs=_LEAD_SECS,
            limits=limits,
        )

    async def run(self, listener: LineListener) -> LineEnd:
        """Deliver what the caller sends until the line ends; called once.

        Args:
            listener: Who is told.

        Returns:
            How it ended.
        """
        listener.told(client_ready())
        return await super().run(listener)
