from __future__ import annotations

import asyncio
import contextlib
from dataclasses import dataclass
from typing import Any

from starlette.websockets import WebSocket

from repartee.transports.line import LineEnd, LineKind, LineListener
from repartee.transports.telephony.codec import SPEECH_PAUSED, TelephoneCodec
from repartee.transports.telephony.dialect import Dialect
from repartee.transports.telephony.events import Started
from repartee.transports.websocket.conduct import SocketLimits
from repartee.transports.websocket.socket_line import SocketLine

# Reasons for which the call itself goes on: its markup fetches what comes next.
_CALL_GOES_ON = frozenset({"full", "refused", "replaced", "stopping"})
# Beyond what the vendor holds, its answer takes a round trip.
_ANSWER_SECS = 1.5
# Sound comes each 20 ms while somebody speaks. The vendor holds more than this by then.
_PAUSE_SECS = 0.12
# Telephones are never silent: the vendor sends a message each 20 to 100 ms, whoever speaks.
_SILENCE_SECS = 10.0


@dataclass(frozen=True)
class Conversation:
    """What a call needs to come back to where it was."""

    id: str
    resume_token: str


class TelephoneLine:
    """A telephone call: a WebSocket line that hears its last word out and then hangs up."""

    def __init__(self, websocket: WebSocket, dialect: Dialect, started: Started) -> None:
        """Make a line of a stream that has started.

        Args:
            websocket: The stream.
            dialect: The vendor's.
            started: What the stream said at its start.

        Raises:
            UnspeakableError: If the stream is in an encoding that Pipecat cannot read.
        """
        self._codec = TelephoneCodec(dialect, started)
        self._socket = SocketLine(
            websocket,
            self._codec,
            dialect.kind,
            lead_secs=dialect.lead_secs,
            limits=SocketLimits(silence_secs=_SILENCE_SECS),
        )
        self._pause: asyncio.TimerHandle | None = None
        self._end: LineEnd | None = None
        self.conversation: Conversation | None = None
        """The conversation, once the call is part of one."""

    @property
    def kind(self) -> LineKind:
        """The vendor."""
        return self._socket.kind

    @property
    def lead_secs(self) -> float:
        """How much sound the vendor shall hold ahead of real time."""
        return self._socket.lead_secs

    @property
    def takes_back(self) -> bool:
        """Whether the vendor can be made to forget."""
        return self._socket.takes_back

    async def run(self, listener: LineListener) -> LineEnd:
        """Deliver what the caller says and presses until the line ends; called once."""
        try:
            self._end = await self._socket.run(listener)
        finally:
            self._codec.all_heard.set()
        return self._end

    def play(self, pcm: bytes, sample_rate: int) -> None:
        """Let the caller hear something."""
        self._socket.play(pcm, sample_rate)
        if self._pause is not None:
            self._pause.cancel()
        self._pause = asyncio.get_running_loop().call_later(_PAUSE_SECS, self._finish_speech)

    def clear(self) -> None:
        """Forget sound that the caller has not heard yet, at the vendor's too."""
        self._socket.clear()

    def send(self, message: dict[str, Any]) -> None:
        """Take note of what concerns a telephone; there are no messages on its wire."""
        data = message.get("data")
        if isinstance(data, dict) and data.get("type") == "conversation":
            self.conversation = Conversation(data["id"], data["resume_token"])
        self._socket.send(message)

    async def close(self, reason: str, message: str) -> None:
        """Let the caller hear the last word, hang up and close the stream; never raises."""
        if self._end is None and reason not in _CALL_GOES_ON:
            self._finish_speech()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(self.lead_secs + _ANSWER_SECS):
                    await self._codec.all_heard.wait()
            await self._codec.hang_up()
        if self._pause is not None:
            self._pause.cancel()
        await self._socket.close(reason, message)

    def _finish_speech(self) -> None:
        self._socket.send(SPEECH_PAUSED)
