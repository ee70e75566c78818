from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager
from enum import StrEnum
from typing import Any

from loguru import logger

from repartee.engines.voice.restarts import RestartPolicy
from repartee.tools.answer import Answer, Refusal
from repartee.tools.mcp.config import McpServerConfig
from repartee.tools.mcp.link import Link, LinkLostError, Offer
from repartee.tools.mcp.progress import OnProgress, unwatched

# A program may have to be fetched before its first start; the talk does not wait for it.
_OPEN_SECS = 30.0
_START_SECS = 5.0
_RETURN_SECS = 3.0
# A server that hangs is found out by this, one that dies at once.
_HEARTBEAT_SECS = 15.0
_ANSWER_SECS = 10.0

Connect = Callable[[McpServerConfig], AbstractAsyncContextManager[Link]]
Watcher = Callable[["McpServer"], None]


class ServerState(StrEnum):
    """Whether a server's tools can be used."""

    AWAY = "away"
    """Not there yet, or not any more; it is being tried."""
    HERE = "here"
    CLOSED = "closed"
    """Let go with the agent itself."""


class McpServer:
    """One MCP server, shared by all conversations, and brought back whenever it dies.

    ```
            ┌─────── opened ──────┐
          AWAY                  HERE ──▶ CLOSED
            └─ died, hung, gone ──┘
    ```
    """

    def __init__(
        self,
        name: str,
        config: McpServerConfig,
        connect: Connect,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Describe it; `start` connects.

        Args:
            name: What the file calls it.
            config: Where it is, and which of its tools may be used.
            connect: Opens the connection.
            clock: The time in seconds.
        """
        self.name = name
        self.config = config
        self.state = ServerState.AWAY
        self.why_away = "it was not started yet"
        self.offers: tuple[Offer, ...] = ()
        """Its allowed tools, as it listed them last; kept while it is away."""
        self._connect = connect
        self._clock = clock
        self._link: Link | None = None
        self._here = asyncio.Event()
        self._lost = asyncio.Event()
        self._watchers: set[Watcher] = set()
        self._keeping: asyncio.Task[None] | None = None

    async def start(self) -> None:
        """Begin to connect, and wait a moment for it; a server that is away comes later."""
        if self._keeping is None:
            self._keeping = asyncio.create_task(self._keep(), name=f"MCP server {self.name}")
        await self.is_here(_START_SECS)

    async def close(self) -> None:
        """Disconnect, and end the server if it is a program."""
        if self._keeping is not None:
            self._keeping.cancel()
            await asyncio.gather(self._keeping, return_exceptions=True)
        self.state = ServerState.CLOSED

    async def is_here(self, within_secs: float = 0.0) -> bool:
        """Whether its tools can be used, now or soon.

        Args:
            within_secs: How long to wait for it.
        """
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within_secs):
                await self._here.wait()
        return self._here.is_set()

    def watch(self, watcher: Watcher) -> Callable[[], None]:
        """Be told whenever the server goes or comes back.

        Returns:
            Ends it.
        """
        self._watchers.add(watcher)
        return lambda: self._watchers.discard(watcher)

    async def call(
        self, tool: str, arguments: Mapping[str, Any], on_progress: OnProgress = unwatched
    ) -> Answer:
        """Call a tool.

        Args:
            tool: Its name on the server.
            arguments: As the brain gave them.
            on_progress: Told how far it is, where the server tells.

        Raises:
            Refusal: If the server is away, or dies over it.
        """
        link = self._link if await self.is_here(_RETURN_SECS) else None
        if link is None:
            raise Refusal(
                f"My {self.name} tools are away at the moment, and I'm trying to get them back. "
                "Please ask again in a little while.",
                server=self.name,
            )
        lost = self._lost
        try:
            return await _unless(lost, link.call(tool, arguments, on_progress))
        except LinkLostError:
            if lost is self._lost:
                self._lose()
            # It is not tried again: it may have been done already.
            raise Refusal(
                f"My {self.name} tools broke down in the middle of it, so I don't know whether it "
                "was done. They are being started again.",
                server=self.name,
            ) from None

    # Keeping it alive

    async def _keep(self) -> None:
        policy = RestartPolicy()
        while True:
            try:
                await self._be_connected(policy)
            except Exception as error:  # noqa: BLE001 - the SDK raises whatever went wrong on the way
                self._note_absence(_cause(error))
            await asyncio.sleep(policy.delay(self._clock()))

    async def _be_connected(self, policy: RestartPolicy) -> None:
        opening = self._connect(self.config)
        async with asyncio.timeout(_OPEN_SECS) as limit, opening as link:
            offers = await link.offers()
            limit.reschedule(None)
            policy.started(self._clock())
            self._note_presence(link, offers)
            try:
                await self._watch_over(link)
            finally:
                self._lose()

    async def _watch_over(self, link: Link) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_HEARTBEAT_SECS):
                    await self._lost.wait()
            if self._lost.is_set():
                raise LinkLostError("the connection was lost")
            async with asyncio.timeout(_ANSWER_SECS):
                self._take(await link.offers())

    def _note_presence(self, link: Link, offers: tuple[Offer, ...]) -> None:
        self._take(offers)
        self._link, self._lost = link, asyncio.Event()
        self.state, self.why_away = ServerState.HERE, ""
        self._here.set()
        names = ", ".join(offer.name for offer in self.offers) or "none"
        logger.info("The MCP server {} is here; tools in use: {}", self.name, names)
        self._tell_watchers()

    def _lose(self) -> None:
        # From now on a call waits for the next connection, while this one is being closed.
        self._here.clear()
        self._lost.set()
        self._link = None

    def _note_absence(self, why: str) -> None:
        was_here, is_news = self.state is ServerState.HERE, why != self.why_away
        self.state, self.why_away = ServerState.AWAY, why
        if was_here or is_news:
            logger.warning("The MCP server {} is away: {}", self.name, why)
        if was_here:
            self._tell_watchers()

    def _take(self, offers: tuple[Offer, ...]) -> None:
        offered = {offer.name: offer for offer in offers}
        allowed = self.config.allowed_tools
        self.offers = tuple(offered[name] for name in allowed if name in offered)
        for name in allowed:
            if name not in offered:
                known = ", ".join(offered) or "none"
                logger.warning("{} has no tool {!r}; it has: {}", self.name, name, known)

    def _tell_watchers(self) -> None:
        for watcher in tuple(self._watchers):
            watcher(self)


async def _unless(lost: asyncio.Event, call: Awaitable[Answer]) -> Answer:
    """Wait for a call, but not longer than its connection lasts."""
    calling = asyncio.ensure_future(call)
    losing = asyncio.ensure_future(lost.wait())
    try:
        await asyncio.wait({calling, losing}, return_when=asyncio.FIRST_COMPLETED)
        if calling.done():
            return calling.result()
        raise LinkLostError("the connection was lost")
    finally:
        calling.cancel()
        losing.cancel()


def _cause(error: BaseException) -> str:
    """A word or two: whole messages may repeat addresses, with keys in them."""
    while isinstance(error, BaseExceptionGroup) and error.exceptions:
        error = error.exceptions[0]
    match error:
        case FileNotFoundError():
            return "its command was not found"
        case TimeoutError():
            return "it did not answer in time"
        case LinkLostError():
            return str(error)
        case _:
            return f"it cannot be reached ({type(error).__name__})"
