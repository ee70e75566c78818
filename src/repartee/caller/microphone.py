from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from repartee.caller.audio_format import FRAME_SECONDS
from repartee.caller.frames import Frames


class Playback:
    """One recording on its way out, with the time each of its frames left.

    Args:
        frames: What to send.
    """

    def __init__(self, frames: Frames) -> None:
        self._frames = frames
        self._left_at: list[float] = []
        self._taken = 0

    @property
    def done(self) -> bool:
        """Whether every frame has been given to the network."""
        return len(self._left_at) == len(self._frames.payloads)

    def has_sent(self, sample: int) -> bool:
        """Whether the frame that carries this sample, counted at 48 kHz, has left."""
        return self._frames.holding(sample) < len(self._left_at)

    def sent_at(self, sample: int) -> float:
        """When the frame that carries this sample left, in monotonic seconds.

        Raises:
            IndexError: It has not left yet.
        """
        return self._left_at[self._frames.holding(sample)]

    def take(self) -> bytes | None:
        """The next frame to send, None when all have been taken."""
        if self._taken == len(self._frames.payloads):
            return None
        self._taken += 1
        return self._frames.payloads[self._taken - 1]

    def left(self, at: float) -> None:
        """Note that the frame taken last has left."""
        self._left_at.append(at)


class Microphone:
    """A microphone that plays recordings, and silence between them, at real time.

    Frames leave on a grid of 20 ms counted from the first one, so that a late one does not make
    all that follow late. Whoever sends them asks for the next frame as soon as the last one has
    been written to the socket: that moment is the time noted for it.

    Args:
        silence: The frame to send while there is nothing to say.
        on_sent: Called whenever a frame of a recording has left.
        clock: Monotonic seconds.
    """

    def __init__(
        self,
        silence: bytes,
        on_sent: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._silence = silence
        self._on_sent = on_sent
        self._clock = clock
        self._playback: Playback | None = None
        self._sending: Playback | None = None
        self._started_at: float | None = None
        self._count = 0

    def play(self, frames: Frames) -> Playback:
        """Say this from the next frame on; what is left of the last thing is dropped."""
        self._playback = Playback(frames)
        return self._playback

    async def next(self) -> bytes:
        """The next frame to send, when it is due."""
        self._note_departure()
        await self._until_due()
        self._count += 1
        return self._next_frame()

    def _note_departure(self) -> None:
        if self._sending:
            self._sending.left(self._clock())
            self._sending = None
            self._on_sent()

    async def _until_due(self) -> None:
        if self._started_at is None:
            self._started_at = self._clock()
        due = self._started_at + self._count * FRAME_SECONDS
        await asyncio.sleep(max(0.0, due - self._clock()))

    def _next_frame(self) -> bytes:
        frame = self._playback.take() if self._playback else None
        if frame is None:
            self._playback = None
            return self._silence
        self._sending = self._playback
        return frame
