from __future__ import annotations

import asyncio
from typing import Any

from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import AudioFrame, AudioResampler
from loguru import logger
from pipecat.transports.smallwebrtc.transport import RawAudioTrack

from repartee.transports.line import HEARD_RATE, LineEnd, LineKind, LineListener
from repartee.transports.webrtc.connection import CallerConnection

# Sound is cleared at an interruption, so a lead costs nothing; a loop that stands still for longer
# puts silence into the middle of a word.
_LEAD_SECS = 0.2
_MOST_WAITING_SECS = 1.0
# What was just sent over the data channel needs a moment on the wire before the socket closes.
_LAST_WORD_SECS = 0.1


class LoudspeakerTrack(RawAudioTrack):
    """The agent's voice on its way to one caller, 10 ms a piece; silence when there is none."""

    def __init__(self, sample_rate: int) -> None:
        """Begin in silence."""
        super().__init__(sample_rate)
        self._begun = b""

    def put(self, pcm: bytes) -> None:
        """Add sound; what is too old to be worth hearing gives way."""
        pcm = self._begun + pcm
        # Stock raises at what is no multiple of its piece. At Piper's 22,050 Hz that is 9.98 ms.
        whole = len(pcm) - len(pcm) % self._bytes_per_10ms
        self._begun = pcm[whole:]
        self.add_audio_bytes(pcm[:whole])
        while len(self._chunk_queue) > _MOST_WAITING_SECS * 100:
            self._chunk_queue.popleft()

    def clear(self) -> None:
        """Forget what was not sent yet."""
        self._begun = b""
        self._chunk_queue.clear()


class WebRTCLine:
    """A caller's peer connection as a line.

    The connection may be made anew by a further offer; the line goes on then, on new tracks.
    """

    kind = LineKind.WEBRTC
    lead_secs = _LEAD_SECS

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
        self._reading: asyncio.Task[None] | None = None
        self._ended: asyncio.Future[LineEnd] = asyncio.get_running_loop().create_future()

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
            self._stop_reading()

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
        self._stop_reading()
        self._loudspeaker = LoudspeakerTrack(self._sample_rate)
        self._connection.replace_audio_track(self._loudspeaker)
        track = self._connection.microphone()
        if track is not None:
            self._reading = asyncio.create_task(self._read(track))

    async def _on_interlude(self, _connection: object) -> None:
        self._stop_reading()

    async def _on_closed(self, _connection: object) -> None:
        if self._connection.was_given_up:
            self._end(LineEnd.CLOSED)
        else:
            self._end(LineEnd.LOST if self._connection.was_lost else LineEnd.HUNG_UP)

    async def _on_message(self, _connection: object, message: dict[str, Any]) -> None:
        if self._listener is not None:
            self._listener.told(message)

    async def _read(self, track: MediaStreamTrack) -> None:
        resampler = AudioResampler("s16", "mono", HEARD_RATE)
        while self._listener is not None:
            try:
                frame = await track.recv()
            except MediaStreamError:
                logger.debug("A caller's track ended")
                return
            if isinstance(frame, AudioFrame):
                for piece in resampler.resample(frame):
                    self._listener.heard(piece.to_ndarray().tobytes())

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.cancel()
            self._reading = None

    def _end(self, end: LineEnd) -> None:
        if not self._ended.done():
            self._ended.set_result(end)
