from __future__ import annotations

import asyncio
from collections import deque
from typing import Any

from loguru import logger

from repartee.transports.daily.call import Call
from repartee.transports.daily.crowd import Crowd
from repartee.transports.line import LineEnd, LineKind, LineListener, accepted_message

_LEAD_SECS = 0.04
# Two pieces on their way: the next one is there when the first has been sent.
_MOST_ON_THEIR_WAY = 2
_MOST_WAITING_SECS = 1.0
_BYTES_A_SAMPLE = 2
# What was just sent needs a moment on the wire before everybody is sent out.
_LAST_WORD_SECS = 0.2


class DailyLine:
    """A Daily room as one line: all who are in it are one caller of many voices.

    They hear each other by Daily, and the agent as one of them. Somebody who reloads the page
    leaves the room and comes again; so the line goes on without anybody for a while.
    """

    kind = LineKind.DAILY
    lead_secs = _LEAD_SECS
    takes_back = True

    def __init__(
        self, call: Call, sample_rate: int, *, max_text_chars: int, empty_secs: float
    ) -> None:
        """Take over a call that is not joined yet.

        Args:
            call: The agent's place in the room.
            sample_rate: Rate in Hz of all that will be played, the call's own.
            max_text_chars: Longest typed message.
            empty_secs: How long the room may be empty before the line ends.
        """
        self._call = call
        self._sample_rate = sample_rate
        self._max_text_chars = max_text_chars
        self._empty_secs = empty_secs

        self._people: dict[str, str] = {}
        self._somebody = asyncio.Event()
        self._leaving: asyncio.TimerHandle | None = None
        self._crowd = Crowd()
        self._listener: LineListener | None = None
        self._for_newcomers: dict[str, Any] | None = None
        self._waiting: deque[bytes] = deque()
        self._on_their_way = 0
        self._closing = False
        self._ended: asyncio.Future[LineEnd] = asyncio.get_running_loop().create_future()

    # Before the conversation

    @property
    def has_company(self) -> bool:
        """Whether somebody is in the room."""
        return bool(self._people)

    async def join(self, url: str, token: str) -> None:
        """Get into the room.

        Args:
            url: The room's address.
            token: The agent's meeting token; empty for a public room.

        Raises:
            DailyJoinError: If that fails; everything is freed then.
        """
        await self._call.join(url, token, self)

    async def wait_for_somebody(self, timeout_secs: float | None) -> bool:
        """Wait until somebody is in the room.

        Args:
            timeout_secs: How long; None for as long as it takes.

        Returns:
            False if nobody came, or the agent is not in the room any more.
        """
        arrival = asyncio.ensure_future(self._somebody.wait())
        try:
            awaited: set[asyncio.Future[Any]] = {arrival, self._ended}
            await asyncio.wait(awaited, timeout=timeout_secs, return_when=asyncio.FIRST_COMPLETED)
        finally:
            arrival.cancel()
        return self._somebody.is_set() and not self._ended.done()

    # What a conversation does with it

    async def run(self, listener: LineListener) -> LineEnd:
        """Deliver what is said in the room until it is empty, or taken away."""
        self._listener = listener
        try:
            return await asyncio.shield(self._ended)
        finally:
            self._listener = None

    def play(self, pcm: bytes, sample_rate: int) -> None:
        """Let the room hear something."""
        if sample_rate != self._sample_rate:
            raise ValueError(f"this line plays {self._sample_rate} Hz, not {sample_rate} Hz")
        self._waiting.append(pcm)
        most = int(_MOST_WAITING_SECS * self._sample_rate) * _BYTES_A_SAMPLE
        while sum(map(len, self._waiting)) > most:
            self._waiting.popleft()
        self._write_on()

    def clear(self) -> None:
        """Forget sound that was not sent yet."""
        self._waiting.clear()

    def send(self, message: dict[str, Any]) -> None:
        """Send one RTVI message to everybody in the room."""
        if _introduces(message):
            # Whoever comes later must know, too, how to get back.
            self._for_newcomers = message
        if not self._closing:
            self._call.send(message)

    async def close(self, reason: str, message: str) -> None:
        """Send everybody out, and leave."""
        del reason, message
        if self._closing:
            return
        self._closing = True
        self._end(LineEnd.CLOSED)
        if self._people:
            await asyncio.sleep(_LAST_WORD_SECS)
            self._call.send_out()
        await self._call.leave()

    # What happens in the room

    def came(self, person_id: str, name: str) -> None:
        """Note somebody, and let them know where they are."""
        if person_id in self._people:
            return
        self._people[person_id] = name
        self._somebody.set()
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None
        if self._for_newcomers is not None:
            self._call.send(self._for_newcomers, person_id)
        logger.debug("{} people in a Daily room", len(self._people))

    def went(self, person_id: str) -> None:
        """End the line a while after the last one left."""
        if self._people.pop(person_id, None) is None:
            return
        self._crowd.remove(person_id)
        if not self._people:
            self._somebody.clear()
            loop = asyncio.get_running_loop()
            self._leaving = loop.call_later(self._empty_secs, self._end, LineEnd.HUNG_UP)

    def heard(self, person_id: str, pcm: bytes) -> None:
        """Pass on what is said, as one sound."""
        if self._listener is not None and person_id in self._people:
            for frame in self._crowd.add(person_id, pcm):
                self._listener.heard(frame)

    def told(self, person_id: str, message: object) -> None:
        """Pass on what may be passed on."""
        del person_id
        message = _typed(message) or message
        if self._listener is not None and accepted_message(message, self._max_text_chars):
            assert isinstance(message, dict)  # noqa: S101 - nothing else is accepted
            self._listener.told(message)

    def ended(self) -> None:
        """The room is gone, or the agent was sent out of it."""
        self._end(LineEnd.LOST)

    def _end(self, end: LineEnd) -> None:
        if self._leaving is not None:
            self._leaving.cancel()
            self._leaving = None
        if not self._ended.done():
            self._ended.set_result(end)

    def _write_on(self) -> None:
        while self._waiting and self._on_their_way < _MOST_ON_THEIR_WAY and not self._closing:
            self._on_their_way += 1
            self._call.write(self._waiting.popleft(), self._wrote)

    def _wrote(self) -> None:
        self._on_their_way -= 1
        self._write_on()


def _introduces(message: dict[str, Any]) -> bool:
    data = message.get("data")
    return isinstance(data, dict) and data.get("type") == "conversation"


def _typed(message: object) -> dict[str, Any] | None:
    """A line of Daily Prebuilt's chat as RTVI's typed message."""
    if not isinstance(message, dict) or message.get("event") != "chat-msg":
        return None
    options = {"run_immediately": True, "audio_response": True}
    return {
        "label": "rtvi-ai",
        "type": "send-text",
        "id": "chat",
        "data": {"content": str(message.get("message", "")), "options": options},
    }
