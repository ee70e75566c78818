from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping, Sequence
from typing import Protocol

from websockets.exceptions import ConnectionClosed
from websockets.frames import CloseCode

from repartee.caller.contact import Server
from repartee.caller.errors import CallEndedError
from repartee.caller.frames import Encoder
from repartee.caller.gaps import Gap
from repartee.caller.microphone import Microphone, Playback
from repartee.caller.player import Player
from repartee.caller.recordings import Recording
from repartee.caller.rtvi import Message
from repartee.caller.wires.counted_socket import CountedSocket
from repartee.caller.wires.dialect import Clear, Dialect, Event, Mark, Payload, Reply, Sound
from repartee.caller.wires.wire import Choice, Ends, Traffic, WireState

_LAST_WORDS_SECONDS = 1.0
_STOPPING = frozenset({CloseCode.GOING_AWAY, CloseCode.SERVICE_RESTART})


class Approach(Protocol):
    """How to learn where the WebSocket is."""

    async def __call__(self, choices: Mapping[str, Choice]) -> str:
        """Ask for a session, and return the WebSocket's absolute address.

        Raises:
            CallerError: The server said no, or cannot be reached.
        """
        ...


class SocketWire:
    """A WebSocket that carries sound and messages in some dialect.

    Args:
        server: Whom to call.
        ends: What it is fastened to.
        dialect: The language that is spoken.
        approach: How to learn where the WebSocket is.
    """

    packets_lost = 0

    def __init__(self, server: Server, ends: Ends, dialect: Dialect, approach: Approach) -> None:
        self.state = WireState.NEW
        self._server = server
        self._ends = ends
        self._dialect = dialect
        self._approach = approach
        self._url = ""
        self._socket: CountedSocket | None = None
        self._microphone = Microphone(dialect.encoder.silence(), ends.bell.ring)
        self._player = Player(ends.loudspeaker)
        self._outbox: asyncio.Queue[Payload] = asyncio.Queue()
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def encoder(self) -> Encoder:
        """What makes frames of speech for it."""
        return self._dialect.encoder

    @property
    def gaps(self) -> Sequence[Gap]:
        """Where there was nothing to play."""
        return self._player.gaps

    @property
    def heard_from_at(self) -> float | None:
        """When anything came last, monotonic seconds."""
        return self._socket.heard_from_at if self._socket else None

    async def invite(self, choices: Mapping[str, Choice]) -> None:
        """Ask the server for a session.

        Raises:
            CallerError: It said no, or cannot be reached.
        """
        self._url = await self._approach(choices)

    async def connect(self, timeout_seconds: float) -> None:
        """Connect, and say hello.

        Raises:
            CallerError: No connection came about.
        """
        self.state = WireState.CONNECTING
        self._socket = await CountedSocket.open(self._server, self._url, timeout_seconds)
        self.state = WireState.OPEN
        for payload in self._dialect.hello():
            self._outbox.put_nowait(payload)
        self._spawn(self._listen(self._socket))
        self._spawn(self._write(self._socket))
        self._spawn(self._talk(self._socket))
        if self._dialect.ready_at_once:
            self._ends.on_message(Message("bot-ready"))

    def play(self, recording: Recording) -> Playback:
        """Say this from the next frame on."""
        return self._microphone.play(recording.frames(self.encoder))

    def send(self, message: Message) -> None:
        """Send a message; dropped where the dialect has no word for it."""
        payload = self._dialect.message(message)
        if payload is not None and self.state is WireState.OPEN:
            self._outbox.put_nowait(payload)

    @property
    def traffic(self) -> Traffic:
        """Bytes of the WebSocket."""
        return self._socket.traffic if self._socket else Traffic()

    async def close(self, *, abrupt: bool = False) -> None:
        """Hang up; or vanish, so that the other side hears nothing more, not even a goodbye."""
        was_open = self.state is WireState.OPEN
        if self.state is not WireState.LOST:
            self.state = WireState.CLOSED
        if self._socket and abrupt:
            self._socket.break_off()
        elif self._socket:
            if was_open:
                await self._say_goodbye()
            await self._socket.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _say_goodbye(self) -> None:
        goodbye = self._dialect.goodbye()
        if goodbye is not None:
            self._outbox.put_nowait(goodbye)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_LAST_WORDS_SECONDS):
                await self._outbox.join()

    async def _listen(self, socket: CountedSocket) -> None:
        with contextlib.suppress(ConnectionClosed):
            async for payload in socket:
                for event in self._dialect.read(payload):
                    self._take(event)
        if self.state is not WireState.CLOSED:
            self._note_loss(socket)
        self._ends.bell.ring()

    def _note_loss(self, socket: CountedSocket) -> None:
        self.state = WireState.LOST
        code, why = socket.close_code, socket.close_reason or ""
        if code in _STOPPING:
            self._ends.on_message(ended("stopping", why))
        elif code is not None and why:
            self._ends.on_message(ended(f"closed with {code}", why))

    def _take(self, event: Event) -> None:
        match event:
            case Sound(samples, rate):
                self._player.add(samples, rate)
            case Clear():
                self._player.clear()
            case Message():
                self._ends.on_message(event)
            case Reply(payload):
                self._outbox.put_nowait(payload)
            case Mark(payload):
                self._player.when_played(lambda: self._outbox.put_nowait(payload))

    async def _write(self, socket: CountedSocket) -> None:
        while True:
            payload = await self._outbox.get()
            with contextlib.suppress(ConnectionClosed):
                await socket.write(payload)
            self._outbox.task_done()

    async def _talk(self, socket: CountedSocket) -> None:
        with contextlib.suppress(ConnectionClosed):
            while True:
                frame = await self._microphone.next()
                self._player.advance()
                await socket.write(self._dialect.sound(frame))

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        self._tasks.append(asyncio.create_task(work))


def ended(reason: str, message: str) -> Message:
    """The message by which a conversation says that it ends, for dialects that say it otherwise."""
    error = CallEndedError(reason, message)
    data = {"type": "ending", "reason": error.reason, "message": error.message}
    return Message("server-message", data)
