"""Keeps the sockets of WebRTC within a range of UDP ports, which aioice has no setting for."""

from __future__ import annotations

import asyncio
import errno
import random
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from loguru import logger

_Endpoint = tuple[asyncio.DatagramTransport, asyncio.DatagramProtocol]


class PortsUsedUpError(OSError):
    """No port of the range is free; the message says what to do."""


_shortages: ContextVar[list[PortsUsedUpError] | None] = ContextVar("shortages", default=None)


class PortRange:
    """UDP ports from which a loop's sockets take theirs.

    aioice binds each local address with port 0, the system's choice of any. While a range is in
    force on a loop, exactly those calls get a port of it; a test makes a real call to see that
    aioice still asks this way.
    """

    def __init__(self, first: int, last: int, pick: Callable[[int], int] = random.randrange):
        """Describe it.

        Args:
            first: Lowest port.
            last: Highest port, itself included.
            pick: Picks where to begin looking, below a number. Beginning anywhere makes it
                unlikely that a port is taken again at once, with its last caller still sending.
        """
        self.first = first
        self.last = last
        self._pick = pick

    def __len__(self) -> int:
        """How many ports there are."""
        return self.last - self.first + 1

    def __str__(self) -> str:
        return f"{self.first}-{self.last}"

    @contextmanager
    def in_force(self, loop: asyncio.AbstractEventLoop) -> Iterator[None]:
        """Hold the sockets of a loop within the range until the block is left.

        Args:
            loop: Whose; other loops of the process are not touched.
        """
        usual = loop.create_datagram_endpoint

        async def within_range(
            protocol_factory: Callable[[], asyncio.DatagramProtocol],
            local_addr: tuple[str, int] | str | None = None,
            **options: Any,
        ) -> _Endpoint:
            if not isinstance(local_addr, tuple) or local_addr[1] != 0:
                return await usual(protocol_factory, local_addr, **options)
            return await usual(protocol_factory, sock=self.bind(local_addr[0]))

        vars(loop)["create_datagram_endpoint"] = within_range
        try:
            yield
        finally:
            del vars(loop)["create_datagram_endpoint"]

    def bind(self, address: str) -> socket.socket:
        """Take a free port.

        Args:
            address: One of this machine's.

        Returns:
            A bound socket that does not block.

        Raises:
            PortsUsedUpError: If none is free.
            OSError: If the address cannot be used.
        """
        family = socket.AF_INET6 if ":" in address else socket.AF_INET
        begin = self._pick(len(self))
        udp = socket.socket(family, socket.SOCK_DGRAM)
        try:
            udp.setblocking(False)
            for step in range(len(self)):
                if _binds(udp, address, self.first + (begin + step) % len(self)):
                    return udp
            raise self._used_up()
        except BaseException:
            udp.close()
            raise

    def _used_up(self) -> PortsUsedUpError:
        error = PortsUsedUpError(
            f"All {len(self)} UDP ports of WEBRTC_PORT_RANGE ({self}) are in use. Widen it: every "
            "call takes one."
        )
        logger.error("{}", error)
        noticed = _shortages.get()
        if noticed is not None:
            noticed.append(error)
        return error


@contextmanager
def no_shortage() -> Iterator[None]:
    """Make a shortage of ports in the block an error.

    aioice takes an address that it cannot bind for one that is not there, and goes on without it:
    the call would be set up, and never connect.

    Raises:
        PortsUsedUpError: At the end of the block, if a port was wanted in vain.
    """
    noticed: list[PortsUsedUpError] = []
    token = _shortages.set(noticed)
    try:
        yield
    finally:
        _shortages.reset(token)
    if noticed:
        raise noticed[0]


def _binds(udp: socket.socket, address: str, port: int) -> bool:
    try:
        udp.bind((address, port))
    except OSError as error:
        # Some systems tell a port that is reserved for others by "access denied".
        if isinstance(error, PermissionError) or error.errno == errno.EADDRINUSE:
            return False
        raise
    return True
