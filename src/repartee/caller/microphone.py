from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence

from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av.packet import Packet
from av.stream import Stream

from repartee.caller import opus
from repartee.caller.audio_format import FRAME_SAMPLES, FRAME_SECONDS


class Playback:
    """One recording on its way out, with the time each of its packets left.

    Args:
        packets: Opus packets of 20 ms.
    """

    def __init__(self, packets: Sequence[bytes]) -> None:
        self._packets = packets
        self._left_at: list[float] = []
        self._taken = 0

    @property
    def done(self) -> bool:
        """Whether every packet has been given to the network."""
        return len(self._left_at) == len(self._packets)

    def has_sent(self, sample: int) -> bool:
        """Whether the packet that carries this sample has left."""
        return opus.packet_of(sample) < len(self._left_at)

    def sent_at(self, sample: int) -> float:
        """When the packet that carries this sample left, in monotonic seconds.

        Raises:
            IndexError: It has not left yet.
        """
        return self._left_at[opus.packet_of(sample)]

    def take(self) -> bytes | None:
        """The next packet to send, None when all have been taken."""
        if self._taken == len(self._packets):
            return None
        self._taken += 1
        return self._packets[self._taken - 1]

    def left(self, at: float) -> None:
        """Note that the packet taken last has left."""
        self._left_at.append(at)


class Microphone(MediaStreamTrack):
    """A microphone that plays recordings, and silence between them, at real time.

    Packets leave on a grid of 20 ms counted from the first one, so that a late one does not make
    all that follow late. aiortc asks for the next packet as soon as the last one has been written
    to the socket: that moment is the time noted for it.

    Args:
        on_sent: Called whenever a packet of a recording has left.
        clock: Monotonic seconds.
    """

    kind = "audio"

    def __init__(
        self,
        on_sent: Callable[[], None] = lambda: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__()
        self._on_sent = on_sent
        self._clock = clock
        self._playback: Playback | None = None
        self._sending: Playback | None = None
        self._started_at: float | None = None
        self._frames = 0

    def play(self, packets: Sequence[bytes]) -> Playback:
        """Say this from the next packet on; what is left of the last thing is dropped."""
        self._playback = Playback(packets)
        return self._playback

    async def recv(self) -> Packet[Stream]:
        """Give aiortc the next packet, when it is due."""
        self._note_departure()
        if self.readyState != "live":
            raise MediaStreamError
        await self._until_due()
        packet = Packet(self._next_packet())
        packet.pts = self._frames * FRAME_SAMPLES
        packet.time_base = opus.TIME_BASE
        self._frames += 1
        return packet

    def _note_departure(self) -> None:
        if self._sending:
            self._sending.left(self._clock())
            self._sending = None
            self._on_sent()

    async def _until_due(self) -> None:
        if self._started_at is None:
            self._started_at = self._clock()
        due = self._started_at + self._frames * FRAME_SECONDS
        await asyncio.sleep(max(0.0, due - self._clock()))

    def _next_packet(self) -> bytes:
        packet = self._playback.take() if self._playback else None
        if packet is None:
            self._playback = None
            return opus.silence()
        self._sending = self._playback
        return packet
