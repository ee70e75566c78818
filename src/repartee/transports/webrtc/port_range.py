"""Keeps the sockets of WebRTC within a range of UDP ports, which aioice has no setting for."""

from __future__ import annotations

import asyncio
import errno
import random
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from loguru import logger

_Endpoint = tuple[asyncio.DatagramTransport, asyncio.DatagramProtocol]


class PortsUsedUpError(OSError):
    """No port of the range is free; the message says what to do."""


@dataclass(eq=False)
class _SetUp:
    """A call that is being set up, and takes its sockets one after another."""

    shortages: list[PortsUsedUpError] = field(default_factory=list)
    is_over: bool = False


_set_up: ContextVar[_SetUp | None] = ContextVar("set_up", default=None)


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
        self._begun: dict[int, _SetUp] = {}

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
        udp = socket.socket(family, socket.SOCK_DGRAM)
        try:
            udp.setblocking(False)
            for port in self._candidates():
                if _binds(udp, address, port):
                    self._note_begun(port)
                    return udp
            raise self._used_up()
        except BaseException:
            udp.close()
            raise

    def _candidates(self) -> list[int]:
        """The ports to try, in this order.

        A call takes a socket for each address of the machine. Were two calls that are set up at
        once to take the last port, each on another address, both would lack it on the next.
        """
        mine = _set_up.get()
        begin = self._pick(len(self))
        ports = [self.first + (begin + step) % len(self) for step in range(len(self))]
        own = [port for port in ports if mine is not None and self._begun.get(port) is mine]
        free = [port for port in ports if not self._is_begun(port)]
        return own + free

    def _is_begun(self, port: int) -> bool:
        begun_by = self._begun.get(port)
        return begun_by is not None and not begun_by.is_over

    def _note_begun(self, port: int) -> None:
        mine = _set_up.get()
        if mine is not None:
            self._begun[port] = mine

    def _used_up(self) -> PortsUsedUpError:
        error = PortsUsedUpError(
            f"All {len(self)} UDP ports of WEBRTC_PORT_RANGE ({self}) are in use. Widen it: every "
            "call takes one."
        )
        logger.error("{}", error)
        mine = _set_up.get()
        if mine is not None:
            mine.shortages.append(error)
        return error


@contextmanager
def no_shortage() -> Iterator[None]:
    """Set up one call in the block: a shortage of ports is an error, and none is taken from it.

    aioice takes an address that it cannot bind for one that is not there, and goes on without it:
    the call would be set up, and never connect.

    Raises:
        PortsUsedUpError: At the end of the block, if a port was wanted in vain.
    """
    mine = _SetUp()
    token = _set_up.set(mine)
    try:
        yield
    finally:
        mine.is_over = True
        _set_up.reset(token)
    if mine.shortages:
        raise mine.shortages[0]


def _binds(udp: socket.socket, address: str, port: int) -> bool:
    try:
        udp.bind((address, port))
    except OSError as error:
        # Some systems tell a port that is reserved for others by "access denied".
        if isinstance(error, PermissionError) or error.errno == errno.EADDRINUSE:
            return False
        raise
    return True
