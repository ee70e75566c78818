from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

from aiortc import RTCRtpReceiver
from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.rtp import RtpPacket
from aiortc.utils import uint16_add, uint16_gt

from repartee.transports.webrtc.ear import Ear

_MOST_PATIENCE_SECS = 0.25
_PATIENCE_FACTOR = 1.2
# How long a line is known for its overtaking.
_MEMORY_SECS = 10.0
# An ordinary line has nothing overtaken; what is skipped is remembered for a few seconds.
_MOST_SKIPPED = 512

HandOn = Callable[[RtpPacket, JitterFrame], None]


class PacketOrder(JitterBuffer):
    """Hands on each audio packet the moment it arrives, in order, for ears instead of a speaker.

    aiortc's buffer holds back four packets (80 ms) so that playing is smooth, waits for one more
    (20 ms) to see that a frame is whole, though an audio packet always is, and stalls for up to
    sixteen (320 ms) at a lost one. Recognition needs no steady clock: what is lost is skipped, and
    what comes too late is dropped.

    On a line on which packets overtake each other, those behind a missing one wait for it: as long
    as the latest needed in the last ten seconds, at most a quarter of a second. Without that, of a
    line with 150 ± 50 ms hardly a word is understood.

    ```
    comes     1   3   2   4   6   5   8   9
    hands on  1   3   -   4   -  5 6  -   8 9      2 came late, so 6 waits for 5; 7 is lost
    ```
    """

    def __init__(self, hand_on: HandOn, clock: Callable[[], float] = time.monotonic) -> None:
        """Make an empty one.

        Args:
            hand_on: Takes packets, in order; `add` gives aiortc none to decode.
            clock: Seconds.
        """
        super().__init__(capacity=1)
        self._hand_on = hand_on
        self._clock = clock
        self._next: int | None = None
        # What waits for an earlier one, and when it came.
        self._waiting: dict[int, tuple[RtpPacket, float]] = {}
        # What was not waited for any longer, and since when it was missed.
        self._skipped: dict[int, float] = {}
        # When something came too late, and by how much, in seconds.
        self._lateness: deque[tuple[float, float]] = deque()

    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        """Take in a packet.

        Args:
            packet: As it came off the wire, its payload already unpacked.

        Returns:
            False, as no picture is ever lost here, and None, as nothing is left to be done.
        """
        number, now = packet.sequence_number, self._clock()
        if self._next is not None and uint16_gt(self._next, number):
            self._note_late(number, now)
            return False, None
        self._waiting[number] = (packet, now)
        for each in self._ready(now):
            self._hand_on(each, _frame(each))
        return False, None

    def _ready(self, now: float) -> list[RtpPacket]:
        """All that need not wait, in order."""
        ready: list[RtpPacket] = []
        patience = self._patience(now)
        while self._waiting:
            if self._next is None or self._next not in self._waiting:
                first = self._first_waiting()
                missed_since = min(came for _, came in self._waiting.values())
                if self._next is not None and now - missed_since < patience:
                    break
                self._skip_to(first, missed_since)
            assert self._next is not None  # noqa: S101
            packet, _ = self._waiting.pop(self._next)
            self._next = uint16_add(self._next, 1)
            ready.append(packet)
        return ready

    def _first_waiting(self) -> int:
        first, *others = self._waiting
        for number in others:
            if uint16_gt(first, number):
                first = number
        return first

    def _skip_to(self, number: int, missed_since: float) -> None:
        while self._next is not None and self._next != number:
            self._skipped[self._next] = missed_since
            self._next = uint16_add(self._next, 1)
            if len(self._skipped) > _MOST_SKIPPED:
                del self._skipped[next(iter(self._skipped))]
        self._next = number

    def _note_late(self, number: int, now: float) -> None:
        missed_since = self._skipped.pop(number, None)
        if missed_since is not None:
            self._lateness.append((now, now - missed_since))

    def _patience(self, now: float) -> float:
        while self._lateness and self._lateness[0][0] < now - _MEMORY_SECS:
            self._lateness.popleft()
        latest = max((lateness for _, lateness in self._lateness), default=0.0)
        return min(_MOST_PATIENCE_SECS, latest * _PATIENCE_FACTOR)


def hear_at_once(receiver: RTCRtpReceiver, ear: Ear) -> None:
    """Take aiortc's standing delay and its threads out of what a receiver hears.

    There is no public way.

    Args:
        receiver: One that has received nothing yet.
        ear: Takes all that comes.
    """
    insides = vars(receiver)

    def hand_on(packet: RtpPacket, frame: JitterFrame) -> None:
        ear.hear(insides["_RTCRtpReceiver__codecs"][packet.payload_type], frame)

    insides["_RTCRtpReceiver__jitter_buffer"] = PacketOrder(hand_on)


def _frame(packet: RtpPacket) -> JitterFrame:
    # aiortc leaves the unpacked payload here, a name its type does not declare.
    return JitterFrame(vars(packet)["_data"], packet.timestamp)
