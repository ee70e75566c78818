from __future__ import annotations

import asyncio
from collections.abc import Iterable, MutableMapping
from typing import Any

from loguru import logger
from starlette.websockets import WebSocket

from repartee.audio.any_rates import AnyRates
from repartee.transports.line import HEARD_RATE, LineEnd, LineKind, LineListener, accepted_message
from repartee.transports.websocket import announcements
from repartee.transports.websocket.codec import (
    BadFrameError,
    CloseCode,
    Codec,
    HangUp,
    Key,
    Message,
    Received,
    Reply,
    Sound,
    WireFrame,
)
from repartee.transports.websocket.conduct import Conduct, SocketLimits
from repartee.transports.websocket.outbox import OutboxFullError
from repartee.transports.websocket.sender import WIRE_FAULTS, Sender

# Beyond what the room sends ahead, a slow wire may owe the caller this much before they miss some.
_LATE_SECS = 1.0
# A close frame that has come is read within a turn of the loop.
_GOODBYE_SECS = 1.0


class SocketLine:
    """A caller's line over a WebSocket, whatever dialect is spoken over it.

    One broken frame is ignored; a caller who sends nothing else is told and closed. That a peer is
    dead is found out by pings, which are the server's (`server/websocket_protocol.py`).
    """

    def __init__(
        self,
        websocket: WebSocket,
        codec: Codec,
        kind: LineKind,
        *,
        lead_secs: float = 0.0,
        limits: SocketLimits | None = None,
        hang_up_codes: frozenset[int] = frozenset({CloseCode.NORMAL, CloseCode.NO_CODE}),
    ) -> None:
        """Make a line of an accepted WebSocket.

        Args:
            websocket: Open, and this line's own from now on.
            codec: The dialect, for this line alone.
            kind: The way the caller came.
            lead_secs: How much sound the line wants ahead of real time.
            limits: What the caller may do.
            hang_up_codes: Close codes by which the caller says goodbye; any other is a loss.
        """
        self._websocket = websocket
        self._codec = codec
        self._kind = kind
        self._lead_secs = lead_secs
        self._limits = limits or SocketLimits()
        self._hang_up_codes = hang_up_codes
        loop = asyncio.get_running_loop()
        self._now = loop.time

        self._conduct = Conduct(self._limits)
        self._sender = Sender(websocket, lead_secs + _LATE_SECS)
        self._ended: asyncio.Future[LineEnd] = loop.create_future()
        self._closing: asyncio.Task[None] | None = None
        self._told_ending = False
        self._from_caller = AnyRates()
        self._to_caller = AnyRates()

    @property
    def kind(self) -> LineKind:
        """The way the caller came."""
        return self._kind

    @property
    def lead_secs(self) -> float:
        """How much sound this line wants ahead of real time."""
        return self._lead_secs

    @property
    def takes_back(self) -> bool:
        """Whether sound may be cleared for a moment, and come again."""
        return self._codec.takes_back

    async def run(self, listener: LineListener) -> LineEnd:
        """Deliver what the caller sends until the line ends; called once.

        Args:
            listener: Who is told.

        Returns:
            How it ended.
        """
        reader = asyncio.create_task(self._read(listener))
        writer = asyncio.create_task(self._write())
        try:
            return await asyncio.shield(self._ended)
        finally:
            self._end(LineEnd.CLOSED)
            await self._close(CloseCode.GOING_AWAY, "The line broke.")
            reader.cancel()
            writer.cancel()
            await asyncio.gather(reader, writer, return_exceptions=True)
            self._log_conduct()

    def play(self, pcm: bytes, sample_rate: int) -> None:
        """Let the caller hear something; what is oldest gives way if they are too slow.

        Args:
            pcm: 16-bit little-endian mono samples.
            sample_rate: Their rate in Hz.
        """
        if not self._is_open:
            return
        secs = len(pcm) / 2 / sample_rate
        if pcm := self._to_caller.resample(pcm, sample_rate, self._codec.sample_rate):
            self._sender.put_sound(self._codec.sound(pcm), secs)

    def clear(self) -> None:
        """Forget sound that the caller has not heard yet."""
        if not self._is_open:
            return
        self._sender.clear_sound()
        self._to_caller.reset()
        self._put_control(self._codec.clear())

    def send(self, message: dict[str, Any]) -> None:
        """Send one RTVI server message; one that the dialect has no word for is left out."""
        if not self._is_open:
            return
        self._told_ending = self._told_ending or announcements.is_ending(message)
        self._put_control(self._codec.message(message))

    async def close(self, reason: str, message: str) -> None:
        """Tell the caller why, and close the socket; never raises.

        Args:
            reason: A word for programs: an `EndReason`, `full`, `replaced` or `refused`.
            message: A sentence for people.
        """
        if not self._told_ending:
            self.send(announcements.ending(reason, message))
        await self._close(announcements.close_code(reason), message)

    async def turn_away(self, code: int, reason: str, message: str) -> None:
        """Close a line that nobody will run, with a code of its own; never raises.

        Args:
            code: For the close frame.
            reason: A word for programs.
            message: A sentence for people.
        """
        self.send(announcements.ending(reason, message))
        await self._close(code, message)

    # What the caller sends

    async def _read(self, listener: LineListener) -> None:
        while not self._ended.done():
            event = await self._receive()
            if event["type"] == "websocket.disconnect":
                self._end(self._how_closed(event))
            else:
                frame = event.get("bytes")
                self._take_in(event.get("text", "") if frame is None else frame, listener)
                # What came in one piece is not to hold up everybody else's sound.
                await asyncio.sleep(0)

    async def _receive(self) -> MutableMapping[str, Any]:
        try:
            async with asyncio.timeout(self._limits.silence_secs):
                return await self._websocket.receive()
        except WIRE_FAULTS:
            return {"type": "websocket.disconnect", "code": CloseCode.LOST}

    def _how_closed(self, event: MutableMapping[str, Any]) -> LineEnd:
        code = event.get("code", CloseCode.LOST)
        if code == CloseCode.SERVICE_RESTART:
            return LineEnd.CLOSED
        # uvicorn also says 1005 of a connection that broke, but has no reason then.
        on_purpose = code in self._hang_up_codes and "reason" in event
        return LineEnd.HUNG_UP if on_purpose else LineEnd.LOST

    def _take_in(self, frame: WireFrame, listener: LineListener) -> None:
        try:
            self._conduct.check_frame(len(frame), self._now())
            for received in self._codec.decode(frame):
                self._pass_on(received, listener)
        except BadFrameError as error:
            self._answer_bad_frame(error)
        except Exception:
            logger.exception("A frame was not understood, nor found to be bad")
            self._answer_bad_frame(BadFrameError("This frame cannot be understood."))
        else:
            self._conduct.good()

    def _pass_on(self, received: Received, listener: LineListener) -> None:
        match received:
            case Sound():
                self._hear(received, listener)
            case Message(content):
                if not accepted_message(content, self._limits.max_text_chars):
                    raise BadFrameError(
                        "This message may not be sent here, or is too long.", CloseCode.POLICY
                    )
                listener.told(content)
            case Key(key):
                listener.pressed(key)
            case Reply(frames):
                self._put_control(frames)
            case HangUp():
                self._end(LineEnd.HUNG_UP)
                self._close(CloseCode.NORMAL, "")

    def _hear(self, sound: Sound, listener: LineListener) -> None:
        secs = len(sound.pcm) / 2 / sound.sample_rate
        if not self._conduct.may_be_heard(secs, self._now()):
            return
        if pcm := self._from_caller.resample(sound.pcm, sound.sample_rate, HEARD_RATE):
            listener.heard(pcm)

    def _answer_bad_frame(self, error: BadFrameError) -> None:
        given_up = self._conduct.bad()
        if given_up or self._conduct.calls_for_a_word:
            self.send(announcements.error(str(error), fatal=given_up))
        if given_up:
            logger.info("A caller sent nothing but frames that cannot be used: {}", error)
            self._end(LineEnd.CLOSED)
            self._close(error.code, str(error))

    # What is sent to the caller

    def _put_control(self, frames: Iterable[WireFrame]) -> None:
        try:
            self._sender.put_control(frames)
        except OutboxFullError:
            logger.info("A caller has taken nothing for a long time and is given up")
            self._end(LineEnd.LOST)
            self._close(CloseCode.POLICY, "Nothing that was sent has been taken.")

    async def _write(self) -> None:
        await self._sender.run()
        # Nothing more can be sent, also to who said goodbye: how they did, the reader knows.
        await asyncio.wait([self._ended], timeout=_GOODBYE_SECS)
        self._end(LineEnd.LOST)

    # How it ends

    @property
    def _is_open(self) -> bool:
        return self._closing is None and not self._ended.done()

    def _end(self, end: LineEnd) -> None:
        if not self._ended.done():
            self._ended.set_result(end)

    def _close(self, code: int, message: str) -> asyncio.Future[None]:
        """Begin to close the socket, unless that has begun; the first code stands."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._say_goodbye(code, message))
        return asyncio.shield(self._closing)

    async def _say_goodbye(self, code: int, message: str) -> None:
        await self._sender.finish()
        self._end(LineEnd.CLOSED)
        await self._sender.close(code, announcements.close_reason(message))

    def _log_conduct(self) -> None:
        conduct, dropped = self._conduct, self._sender.dropped_secs
        if conduct.bad_frames or conduct.unheard_secs or dropped:
            logger.info(
                "A {} line ended: {} bad frames, {:.1f}s not heard, {:.1f}s not played",
                self._kind,
                conduct.bad_frames,
                conduct.unheard_secs,
                dropped,
            )
