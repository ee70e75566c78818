from __future__ import annotations

from starlette.websockets import WebSocket

from repartee.transports.line import LineEnd, LineKind, LineListener
from repartee.transports.openai_realtime.codec import RealtimeCodec
from repartee.transports.openai_realtime.paced_listener import PacedListener
from repartee.transports.openai_realtime.permissions import Permissions
from repartee.transports.openai_realtime.requests import Requests
from repartee.transports.openai_realtime.session import SessionSettings
from repartee.transports.openai_realtime.talk import Talk
from repartee.transports.pcm16.dialect import client_ready
from repartee.transports.steering import Steering
from repartee.transports.websocket.conduct import SocketLimits
from repartee.transports.websocket.socket_line import SocketLine

# Enough for a jittery wire; clients drop what they have not played when somebody speaks.
_LEAD_SECS = 0.2


class RealtimeLine(SocketLine):
    """The line of a program that speaks OpenAI's Realtime protocol."""

    def __init__(
        self,
        websocket: WebSocket,
        session: SessionSettings,
        first_frame: str,
        limits: SocketLimits,
        permissions: Permissions,
    ) -> None:
        """Make a line of an accepted WebSocket whose client knows the session.

        Args:
            websocket: Open, and this line's own from now on.
            session: As `session.created` had it.
            first_frame: What the client has sent already; empty for nothing.
            limits: How much it may send.
            permissions: What it may do.
        """
        talk = Talk(session)
        self._requests = Requests(session, talk, permissions)
        self._first_frame = first_frame
        super().__init__(
            websocket,
            RealtimeCodec(session, talk, self._requests),
            LineKind.OPENAI_REALTIME,
            lead_secs=_LEAD_SECS,
            limits=limits,
        )

    def steer(self, conversation: Steering) -> None:
        """Take the conversation's helm."""
        self._requests.steer(conversation)

    async def run(self, listener: LineListener) -> LineEnd:
        """Deliver what the client sends until the line ends; called once.

        Args:
            listener: Who is told.

        Returns:
            How it ended. The protocol knows no way back, so a line that broke counts as hung up.
        """
        listener.told(client_ready())
        paced = PacedListener(listener)
        if self._first_frame:
            self._take_in(self._first_frame, paced)
        self._requests.begin()
        try:
            end = await super().run(paced)
        finally:
            paced.close()
        return LineEnd.HUNG_UP if end is LineEnd.LOST else end
