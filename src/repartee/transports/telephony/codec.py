from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Sequence
from typing import Any, TypeVar, cast

from loguru import logger
from pipecat.frames.frames import (
    EndFrame,
    InputAudioRawFrame,
    InputDTMFFrame,
    InterruptionFrame,
    OutputAudioRawFrame,
)
from pipecat.processors.frame_processor import FrameProcessorSetup

from repartee.transports.telephony.dialect import Dialect
from repartee.transports.telephony.events import Pressed, Reached, Spoken, Started, Stopped
from repartee.transports.telephony.wire import TELEPHONE_RATE
from repartee.transports.websocket.codec import HangUp, Key, Received, Sound, WireFrame

# Pipecat sets no limit of its own, and aiohttp's is five minutes.
_HANG_UP_SECS = 4.0

SPEECH_PAUSED: dict[str, Any] = {"type": "speech-paused"}
"""Tells a codec that no more sound comes for now. It is this object, and no message of RTVI's."""

T = TypeVar("T")


class TelephoneCodec:
    """Pipecat's serializer of a vendor, as a codec of a WebSocket line.

    A serializer sees only frames that were checked. It is told that the conversation's rate is the
    telephone's, so that it passes sound on as it comes: its own resampler holds back 110 ms.
    """

    sample_rate = TELEPHONE_RATE
    takes_back = True

    def __init__(self, dialect: Dialect, started: Started) -> None:
        """Begin a stream.

        Args:
            dialect: The vendor's.
            started: The stream.

        Raises:
            UnspeakableError: If the stream is in an encoding that Pipecat cannot read.
        """
        self._dialect = dialect
        self._stream_id = started.stream_id
        self._serializer = dialect.serializer(started)
        # With its parameters' rate given, a serializer looks at nothing of the set-up.
        _at_once(self._serializer.setup(cast(FrameProcessorSetup, None)))
        self._unsent = bytearray()
        self._marks = 0
        self._said_since_mark = False
        self.all_heard = asyncio.Event()
        """Set while the caller has heard, or been made to forget, all that was sent."""
        self.all_heard.set()

    def decode(self, frame: WireFrame) -> Iterable[Received]:
        """Understand one frame of the vendor's."""
        match self._dialect.read(frame):
            case Spoken() | Pressed():
                return self._deserialized(frame)
            case Reached(mark) if mark == self._last_mark and not self._said_since_mark:
                self.all_heard.set()
            case Stopped():
                return (HangUp(),)
        return ()

    def sound(self, pcm: bytes) -> Iterable[WireFrame]:
        """Say something to the caller, in messages as long as the vendor wants them."""
        self._unsent += pcm
        size = self._dialect.chunk_bytes
        whole = len(self._unsent) // size * size
        chunks = [bytes(self._unsent[at : at + size]) for at in range(0, whole, size)]
        del self._unsent[:whole]
        self._said_since_mark = True
        self.all_heard.clear()
        return [self._serialized(chunk) for chunk in chunks]

    def clear(self) -> Iterable[WireFrame]:
        """Make the caller forget what the vendor has not played yet."""
        self._unsent.clear()
        self._said_since_mark = False
        self.all_heard.set()
        return _present([_at_once(self._serializer.serialize(InterruptionFrame()))])

    def message(self, message: dict[str, Any]) -> Iterable[WireFrame]:
        """Send the rest of what was said, and a mark behind it; nothing else has a word here."""
        if message is not SPEECH_PAUSED or not self._said_since_mark:
            return ()
        rest = bytes(self._unsent)
        self._unsent.clear()
        self._marks += 1
        self._said_since_mark = False
        mark = self._dialect.mark(self._stream_id, self._last_mark)
        return [self._serialized(self._padded(rest)), mark] if rest else [mark]

    async def hang_up(self) -> None:
        """End the call itself, where the vendor's keys are known; never raises."""
        try:
            async with asyncio.timeout(_HANG_UP_SECS):
                await self._serializer.serialize(EndFrame())
        except Exception as error:  # noqa: BLE001 - closing the stream ends the call as well
            logger.warning("{} did not take the hang-up: {!r}", self._dialect.kind, error)

    @property
    def _last_mark(self) -> str:
        return f"said-{self._marks}"

    def _deserialized(self, frame: WireFrame) -> Sequence[Received]:
        match _at_once(self._serializer.deserialize(frame)):
            case InputAudioRawFrame(audio=pcm):
                return (Sound(pcm, TELEPHONE_RATE),)
            case InputDTMFFrame(button=button):
                return (Key(button.value),)
            case _:
                return ()

    def _serialized(self, pcm: bytes) -> WireFrame:
        frame = OutputAudioRawFrame(pcm, TELEPHONE_RATE, 1)
        return _present([_at_once(self._serializer.serialize(frame))])[0]

    def _padded(self, pcm: bytes) -> bytes:
        return pcm.ljust(self._dialect.chunk_bytes, b"\0")


def _present(frames: Iterable[WireFrame | None]) -> list[WireFrame]:
    return [frame for frame in frames if frame is not None]


def _at_once(translation: Coroutine[Any, Any, T]) -> T:
    """Run a coroutine that waits for nothing: serializers are ones because hanging up waits."""
    try:
        translation.send(None)
    except StopIteration as done:
        return cast(T, done.value)
    translation.close()
    raise RuntimeError("a serializer waited while it translated")
