from __future__ import annotations

import asyncio
import time
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidHandshake, InvalidStatus, InvalidURI

from repartee.caller.contact import Server, refusal, unreachable
from repartee.caller.errors import CallFailedError
from repartee.caller.wires.wire import Traffic

_LARGEST_MESSAGE = 1 << 22
_MASK_BYTES = 4


class CountedSocket(ClientConnection):
    """A WebSocket that knows how many bytes went over it, its own headers included."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.traffic = Traffic()
        """Bytes so far."""
        self.heard_from_at = time.monotonic()
        """When anything came last, the server's pings included."""

    def data_received(self, data: bytes) -> None:
        """Count what comes."""
        self.traffic.received += len(data)
        self.heard_from_at = time.monotonic()
        super().data_received(data)

    async def write(self, payload: str | bytes) -> None:
        """Send one message, and count it."""
        await self.send(payload)
        size = len(payload.encode() if isinstance(payload, str) else payload)
        self.traffic.sent += size + _header_bytes(size)

    @classmethod
    async def open(cls, server: Server, url: str, timeout_seconds: float) -> CountedSocket:
        """Connect.

        Args:
            server: Whose token and certificates count.
            url: Absolute address, ``ws://`` or ``wss://``.
            timeout_seconds: How long to wait.

        Raises:
            ServerRefusedError: The server said no.
            CallFailedError: It cannot be reached.
        """
        try:
            socket = await connect(
                url,
                create_connection=cls,
                additional_headers=server.headers,
                ssl=server.tls(url),
                # Speech does not get smaller by it.
                compression=None,
                # A browser sends none either; the server's are answered.
                ping_interval=None,
                proxy=None,
                max_size=_LARGEST_MESSAGE,
                open_timeout=timeout_seconds,
                close_timeout=1,
            )
        except InvalidStatus as error:
            response = error.response
            told = f"{response.status_code} {response.reason_phrase}".strip()
            raise refusal(response.status_code, bytes(response.body or b""), told) from error
        except TimeoutError as error:
            raise CallFailedError(
                f"{url} did not answer within {timeout_seconds:.0f} s."
            ) from error
        except (OSError, InvalidHandshake, InvalidURI) as error:
            raise CallFailedError(unreachable(_without_query(url), error)) from error
        assert isinstance(socket, cls)  # noqa: S101
        return socket

    def break_off(self) -> None:
        """Shut the TCP connection with no goodbye."""
        if isinstance(self.transport, asyncio.Transport):
            self.transport.abort()


def _header_bytes(size: int) -> int:
    length = 2 if size < 126 else 4 if size < 65_536 else 10
    return length + _MASK_BYTES


def _without_query(url: str) -> str:
    # There may be tokens in it.
    return url.partition("?")[0]
