from __future__ import annotations

import asyncio
import logging
import socket
from contextlib import suppress
from typing import Any

from uvicorn._types import ASGISendEvent
from uvicorn.config import Config
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from uvicorn.server import ServerState
from websockets import http11
from websockets.server import ServerProtocol

# Lines take far less, and answer for it; this is what memory can bear.
_MOST_MESSAGE_BYTES = 1_048_576
# A dead peer is noticed after 8 s at most, a closing one is not waited for longer than this.
_PING_SECS = 4.0
_PONG_SECS = 4.0
_CLOSE_SECS = 3.0
# A prompt may stand in an address; stock takes 8 KiB.
_MOST_ADDRESS_BYTES = 32_768
# Sound that waits in the kernel cannot be taken back: about 0.3 s of 16-bit sound at 24 kHz.
_UNSENT_BYTES = 16_384
_UNACKNOWLEDGED_MS = 15_000

http11.MAX_LINE_LENGTH = _MOST_ADDRESS_BYTES


class WebSocketProtocol(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, tuned for voices.

    - Peers are pinged, so that a dead one is noticed within 8 s; stock takes 40.
    - Little is left to the kernel, which would keep a minute of sound for a slow caller.
    - A lost connection is dropped; stock waits until TCP has given up what was not sent.
    - Nothing is compressed: sound does not get smaller, only later.
    - Addresses are not logged: they carry tokens.
    - A handshake that cannot be read is refused; stock leaves its sender waiting for ever.
    """

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """Make the protocol of one connection; uvicorn does it."""
        super().__init__(config, server_state, app_state, _loop)
        self.logger = logging.getLogger("repartee.websocket")
        self.logger.setLevel(logging.WARNING)
        self.conn = ServerProtocol(max_size=_MOST_MESSAGE_BYTES, logger=self.logger)
        self.close_timeout = _CLOSE_SECS
        self.ping_interval = _PING_SECS
        self.ping_timeout = _PONG_SECS

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Begin; the request has been read already."""
        super().connection_made(transport)
        self.transport.set_write_buffer_limits(_UNSENT_BYTES)
        wire = transport.get_extra_info("socket")
        # Linux has both; elsewhere pings and write limits have to do.
        for option, value in (
            ("TCP_NOTSENT_LOWAT", _UNSENT_BYTES),
            ("TCP_USER_TIMEOUT", _UNACKNOWLEDGED_MS),
        ):
            with suppress(AttributeError, OSError):
                wire.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)

    def data_received(self, data: bytes) -> None:
        """Take in what came."""
        super().data_received(data)
        if self.conn.handshake_exc is not None and not self.handshake_initiated:
            self.transport.write(b"".join(self.conn.data_to_send()))
            self.transport.close()

    async def send(self, message: ASGISendEvent) -> None:
        """Send what the app says; a refusal by HTTP ends the handshake, and is no error."""
        await super().send(message)
        if message["type"] == "websocket.http.response.body" and not message.get("more_body"):
            self.handshake_complete = True

    def keepalive_timeout(self) -> None:
        """Drop a peer that answers no ping."""
        super().keepalive_timeout()
        self.transport.abort()
