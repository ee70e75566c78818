from __future__ import annotations

from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.rtp import RtpPacket
from aiortc.utils import uint16_gt


class PacketOrder(JitterBuffer):
    """Hands on each audio packet the moment it arrives, in order, for ears instead of a speaker.

    aiortc's buffer holds back four packets (80 ms) so that playing is smooth, waits for one more
    (20 ms) to see that a frame is whole, though an audio packet always is, and stalls for up to
    sixteen (320 ms) at a lost one. Recognition needs no steady clock: what is lost is skipped, and
    what comes too late is dropped.
    """

    def __init__(self) -> None:
        super().__init__(capacity=1)
        self._last: int | None = None

    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        """Take in a packet.

        Args:
            packet: As it came off the wire, its payload already unpacked.

        Returns:
            False, as no picture is ever lost here, and the audio, None if it came too late.
        """
        number = packet.sequence_number
        if self._last is not None and not uint16_gt(number, self._last):
            return False, None
        self._last = number
        # aiortc leaves the unpacked payload here, a name its type does not declare.
        return False, JitterFrame(vars(packet)["_data"], packet.timestamp)
