from __future__ import annotations

import json
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

from loguru import logger
from pipecat.transports.smallwebrtc.connection import SIGNALLING_TYPE

from repartee.transports.line import accepted_message
from repartee.transports.websocket import announcements
from repartee.transports.websocket.codec import BadFrameError, CloseCode
from repartee.transports.websocket.conduct import Conduct, SocketLimits

# No sound goes this way: typing, and two pings every few seconds.
_MESSAGES_PER_SEC = 25.0
_MESSAGES_AT_ONCE = 500.0

Listener = Callable[[str | bytes], Coroutine[Any, Any, None] | None]


class DataChannel(Protocol):
    """What of an aiortc channel is used here."""

    def listeners(self, event: str) -> list[Listener]:
        """Who is told of an event."""
        ...

    def remove_listener(self, event: str, listener: Listener) -> None:
        """Tell them no more."""
        ...

    def on(self, event: str, listener: Listener) -> object:
        """Tell somebody."""
        ...


class DataChannelGuard:
    """Holds a caller's data channels, all together, to what a WebSocket is held to.

    Stock reads whatever comes, as fast as it comes, and writes to the log what it cannot read.
    """

    def __init__(
        self,
        max_text_chars: int,
        *,
        tell: Callable[[dict[str, Any]], None],
        give_up: Callable[[], None],
        now: Callable[[], float],
    ) -> None:
        """Begin with a clean record.

        Args:
            max_text_chars: Longest typed message.
            tell: Sends the caller an RTVI message.
            give_up: Called once, when the caller has sent nothing else but nonsense, or far too
                much.
            now: Any clock's seconds.
        """
        limits = SocketLimits(
            frames_per_sec=_MESSAGES_PER_SEC,
            frames_at_once=_MESSAGES_AT_ONCE,
            max_text_chars=max_text_chars,
        )
        self._limits = limits
        self._conduct = Conduct(limits)
        self._tell = tell
        self._give_up = give_up
        self._now = now
        self._given_up = False

    @property
    def has_given_up(self) -> bool:
        """Whether nothing of this caller is read any more."""
        return self._given_up

    def watch(self, channel: DataChannel) -> None:
        """Step between a channel and those who read it."""
        for reader in list(channel.listeners("message")):
            channel.remove_listener("message", reader)
            channel.on("message", self._guarded(reader))

    def _guarded(self, reader: Listener) -> Listener:
        def read(message: str | bytes) -> Coroutine[Any, Any, None] | None:
            return reader(message) if self._is_let_through(message) else None

        return read

    def _is_let_through(self, message: str | bytes) -> bool:
        if self._given_up:
            return False
        try:
            self._conduct.check_frame(len(message), self._now())
            self._check_content(message)
        except BadFrameError as error:
            self._answer(error)
            return False
        self._conduct.good()
        return True

    def _check_content(self, message: str | bytes) -> None:
        if isinstance(message, str) and message.startswith("ping"):
            return
        content = _parsed(message)
        if isinstance(content, dict) and content.get("type") == SIGNALLING_TYPE:
            return
        if not accepted_message(content, self._limits.max_text_chars):
            raise BadFrameError(
                "This message may not be sent here, or is too long.", CloseCode.POLICY
            )

    def _answer(self, error: BadFrameError) -> None:
        self._given_up = self._conduct.bad()
        if self._given_up or self._conduct.calls_for_a_word:
            self._tell(announcements.error(str(error), fatal=self._given_up))
        if self._given_up:
            logger.info("A caller sent nothing but messages that cannot be used: {}", error)
            self._give_up()


def _parsed(message: str | bytes) -> object:
    try:
        return json.loads(message)
    except (ValueError, RecursionError) as error:
        raise BadFrameError("This message is no JSON.") from error
