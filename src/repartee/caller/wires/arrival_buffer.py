from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from aiortc import RTCRtpReceiver
from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.rtp import RtpPacket

from repartee.caller.arrivals import ArrivalClock
from repartee.caller.audio_format import FRAME_SAMPLES, SAMPLE_RATE
from repartee.caller.errors import CallFailedError
from repartee.caller.gaps import Arrival

_LONGEST_STEP = 60 * SAMPLE_RATE
_KEPT_PACKETS = 30_000  # ten minutes
Hear = Callable[[int, bytes], None]
_JITTER_BUFFER = "_RTCRtpReceiver__jitter_buffer"


class ArrivalBuffer(JitterBuffer):
    """Hands every packet on as it comes, and notes when it came.

    It takes the place of aiortc's jitter buffer, which holds 80 ms back, and up to 320 ms for good
    once a packet was lost. A caller that measures plays to nobody: it has no use for smoothness,
    and what the stream's clock says keeps its recording true. A packet overtaken by a younger one
    is left out and counted as late.

    Args:
        arrivals: Where to note when each packet came.
        clock: Monotonic seconds.
        hear: Given each packet's place in the stream and what is in it. Without it aiortc decodes
            them, in a thread each caller.
    """

    def __init__(
        self,
        arrivals: ArrivalClock,
        clock: Callable[[], float] = time.monotonic,
        hear: Hear | None = None,
    ) -> None:
        super().__init__(capacity=1)
        self._arrivals = arrivals
        self.received = 0
        """Packets handed on."""
        self.lost = 0
        """Packets that did not come, or came late."""
        self.came: deque[Arrival] = deque(maxlen=_KEPT_PACKETS)
        """When each packet came, the overtaken ones as well."""
        self._clock = clock
        self._hear = hear
        self._position = 0
        self._last: RtpPacket | None = None
        self._last_at = 0.0

    @classmethod
    def install(
        cls, receiver: RTCRtpReceiver, arrivals: ArrivalClock, hear: Hear | None = None
    ) -> ArrivalBuffer:
        """Put a new buffer into a receiver that has not received anything yet.

        Raises:
            CallFailedError: This aiortc keeps its jitter buffer elsewhere.
        """
        if not hasattr(receiver, _JITTER_BUFFER):
            raise CallFailedError(
                "This version of aiortc cannot be measured with: install aiortc 1.16."
            )
        buffer = cls(arrivals, hear=hear)
        setattr(receiver, _JITTER_BUFFER, buffer)
        return buffer

    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        """Hand the packet on at once, unless a younger one has been handed on before."""
        now, chosen_silence = self._clock(), False
        if self._last is not None:
            ahead = (packet.sequence_number - self._last.sequence_number) & 0xFFFF
            if ahead == 0 or ahead > 0x7FFF:
                self._note_late(0x10000 - ahead, now)
                return False, None
            self.lost += ahead - 1
            step = self._step(packet.timestamp - self._last.timestamp, now)
            chosen_silence = ahead == 1 and step > FRAME_SAMPLES
            self._position += step
        self._last, self._last_at = packet, now
        self.received += 1
        self._arrivals.note(self._position, now)
        self.came.append(Arrival(self._position, now, chosen_silence))
        data: bytes = packet._data  # type: ignore[attr-defined]  # noqa: SLF001
        if self._hear is not None:
            self._hear(self._position, data)
            return False, None
        return False, JitterFrame(data, self._position & 0xFFFFFFFF)

    def _note_late(self, packets_behind: int, now: float) -> None:
        position = self._position - packets_behind * FRAME_SAMPLES
        if position >= 0:
            self.came.append(Arrival(position, now))

    def _step(self, ticks: int, now: float) -> int:
        """Samples since the last packet; where the sender's clock jumped, by our own."""
        step = ticks & 0xFFFFFFFF
        if step <= _LONGEST_STEP:
            return step
        return round((now - self._last_at) * SAMPLE_RATE)
