from __future__ import annotations

import asyncio
from typing import Any

from repartee.transports.line import LineEnd, LineKind, LineListener
from repartee.transports.webrtc.connection import CallerConnection
from repartee.transports.webrtc.loudspeaker import LoudspeakerTrack

# Sound is cleared at an interruption, so a lead costs nothing; a loop that stands still for longer
# puts silence into the middle of a word.
_LEAD_SECS = 0.2
# Opus looks 6.5 ms ahead; what follows a silence leaves at once.
_PACKING_SECS = 0.0065
# What was just sent over the data channel needs a moment on the wire before the socket closes.
_LAST_WORD_SECS = 0.1


class WebRTCLine:
    """A caller's peer connection as a line.

    The connection may be made anew by a further offer; the line goes on then, on new tracks.
    """

    kind = LineKind.WEBRTC
    lead_secs = _LEAD_SECS
    takes_back = True

    def __init__(self, connection: CallerConnection, sample_rate: int) -> None:
        """Take over a connection that has come up.

        Args:
            connection: The connection.
            sample_rate: Rate in Hz of all that will be played. aiortc resamples once, to 48 kHz;
                another rate here would add a resampler that holds back 20 to 50 ms.
        """
        self._connection = connection
        self._sample_rate = sample_rate
        self._loudspeaker = LoudspeakerTrack(sample_rate)
        self._listener: LineListener | None = None
        self._round_trip_secs = 0.0
        self._asking: asyncio.Task[None] | None = None
        self._ended: asyncio.Future[LineEnd] = asyncio.get_running_loop().create_future()

    @property
    def delay_secs(self) -> float:
        """Until the packet leaves that sound goes into, and the network both ways.

        The network's part is the one of the time before, as the connection is asked for it now.
        """
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._ask_for_the_round_trip())
        return _PACKING_SECS + self._round_trip_secs

    async def run(self, listener: LineListener) -> LineEnd:
        """Deliver what the caller sends until the connection ends."""
        self._listener = listener
        for event, handler in (
            ("connected", self._on_connected),
            ("disconnected", self._on_interlude),
            ("closed", self._on_closed),
            ("app-message", self._on_message),
        ):
            self._connection.add_event_handler(event, handler)
        if self._connection.is_over:
            # It ended while its caller was let in: nobody will tell of it any more.
            await self._on_closed(self._connection)
        try:
            # It is up already: this lets go of the messages that came before anybody listened.
            await self._connection.connect()
            return await self._ended
        finally:
            self._connection.listen(None)

    def play(self, pcm: bytes, sample_rate: int) -> None:
        """Let the caller hear something."""
        if sample_rate != self._sample_rate:
            raise ValueError(f"this line plays {self._sample_rate} Hz, not {sample_rate} Hz")
        self._loudspeaker.put(pcm)

    def clear(self) -> None:
        """Forget sound that was not sent yet."""
        self._loudspeaker.clear()

    def send(self, message: dict[str, Any]) -> None:
        """Send one RTVI message over the data channel."""
        self._connection.send(message)

    async def close(self, reason: str, message: str) -> None:
        """Close the connection; its caller was told why by the conversation's last message."""
        del reason, message
        self._end(LineEnd.CLOSED)
        await asyncio.sleep(_LAST_WORD_SECS)
        await self._connection.close()

    async def _on_connected(self, _connection: object) -> None:
        self._loudspeaker = LoudspeakerTrack(self._sample_rate, opus=self._connection.takes_opus)
        self._connection.replace_audio_track(self._loudspeaker)
        if self._listener is not None:
            self._connection.listen(self._listener.heard)

    async def _on_interlude(self, _connection: object) -> None:
        self._connection.listen(None)

    async def _on_closed(self, _connection: object) -> None:
        if self._connection.was_given_up:
            self._end(LineEnd.CLOSED)
        else:
            self._end(LineEnd.LOST if self._connection.was_lost else LineEnd.HUNG_UP)

    async def _on_message(self, _connection: object, message: dict[str, Any]) -> None:
        if self._listener is not None:
            self._listener.told(message)

    async def _ask_for_the_round_trip(self) -> None:
        self._round_trip_secs = max(0.0, await self._connection.round_trip_secs() or 0.0)

    def _end(self, end: LineEnd) -> None:
        if not self._ended.done():
            self._ended.set_result(end)
