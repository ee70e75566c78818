from __future__ import annotations

import asyncio
from collections.abc import Callable

from loguru import logger

from repartee.transports.webrtc.connection import CallerConnection
from repartee.transports.webrtc.ice_servers import IceServers

# The data channel may open a moment after the media does.
_LAST_WORD_SECS = 1.0


class WebRTCConnections:
    """All peer connections of this server, by the id their callers know them by."""

    def __init__(
        self, ice_servers: IceServers, max_text_chars: int, connect_timeout_secs: float
    ) -> None:
        """Make an empty set.

        Args:
            ice_servers: STUN and TURN servers; each connection gets credentials of its own.
            max_text_chars: Longest typed message a caller may send.
            connect_timeout_secs: How long an answered offer may take to connect.
        """
        self._ice_servers = ice_servers
        self._max_text_chars = max_text_chars
        self._connect_timeout_secs = connect_timeout_secs
        self._connections: dict[str, CallerConnection] = {}
        self._pending: set[asyncio.Task[None]] = set()
        self._being_answered = 0

    @property
    def pending(self) -> int:
        """How many offers are being answered, or were and have not connected yet."""
        return self._being_answered + len(self._pending)

    def get(self, pc_id: str) -> CallerConnection | None:
        """The connection of this id, None if there is none (any more)."""
        connection = self._connections.get(pc_id)
        return None if connection is None or connection.is_over else connection

    async def open(
        self, sdp: str, on_connected: Callable[[CallerConnection], None]
    ) -> dict[str, str]:
        """Answer an offer; nothing more is built until its peer has really connected.

        Args:
            sdp: The offer.
            on_connected: Called once when media can flow; from then on the connection is the
                callee's to close.

        Returns:
            The answer: `sdp`, `type` and `pc_id`.

        Raises:
            BadOfferError: If no call can be made of the offer.
            PortsUsedUpError: If there is no port for the sound.
        """
        connection = CallerConnection(self._ice_servers.for_pipecat(), self._max_text_chars)
        self._being_answered += 1
        try:
            answer = await connection.answer(sdp)
        finally:
            self._being_answered -= 1
        self._connections[connection.pc_id] = connection
        waiting = asyncio.create_task(self._await_peer(connection, on_connected))
        self._pending.add(waiting)
        waiting.add_done_callback(self._pending.discard)
        return answer

    def forget(self, connection: CallerConnection) -> None:
        """Drop a connection that its owner has closed."""
        for pc_id, known in list(self._connections.items()):
            if known is connection:
                del self._connections[pc_id]

    async def turn_away(self, connection: CallerConnection, reason: str, message: str) -> None:
        """Close a connection that nobody takes, having told its caller.

        Args:
            connection: The connection.
            reason: A word for programs.
            message: A sentence for people.
        """
        data = {"type": "ending", "reason": reason, "message": message}
        connection.send({"label": "rtvi-ai", "type": "server-message", "id": reason, "data": data})
        await asyncio.sleep(_LAST_WORD_SECS)
        await connection.close()

    def rename(self, connection: CallerConnection) -> None:
        """Note that a connection began anew and so has another id."""
        self.forget(connection)
        self._connections[connection.pc_id] = connection

    async def close(self) -> None:
        """Give up all offers still pending and close what is left."""
        for waiting in list(self._pending):
            waiting.cancel()
        await asyncio.gather(*self._pending, return_exceptions=True)
        await asyncio.gather(*(each.close() for each in self._connections.values()))
        self._connections.clear()

    async def _await_peer(
        self, connection: CallerConnection, on_connected: Callable[[CallerConnection], None]
    ) -> None:
        connected = False
        try:
            connected = await connection.wait_connected(self._connect_timeout_secs)
            if connected:
                on_connected(connection)
            else:
                logger.info("An offer was abandoned")
        finally:
            if not connected:
                self.forget(connection)
                await connection.close()
