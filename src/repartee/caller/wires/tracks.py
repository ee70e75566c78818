"""The microphone, as aiortc wants it."""

from __future__ import annotations

from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from av.packet import Packet
from av.stream import Stream

from repartee.caller.audio_format import FRAME_SAMPLES
from repartee.caller.microphone import Microphone
from repartee.caller.wires import opus


class MicrophoneTrack(MediaStreamTrack):
    """A track that sends what the microphone gives, encoded already.

    aiortc asks for the next packet as soon as the last one has been written to the socket.

    Args:
        microphone: A microphone whose frames are Opus packets.
    """

    kind = "audio"

    def __init__(self, microphone: Microphone) -> None:
        super().__init__()
        self._microphone = microphone
        self._packets = 0

    async def recv(self) -> Packet[Stream]:
        """Give aiortc the next packet, when it is due."""
        if self.readyState != "live":
            raise MediaStreamError
        packet = Packet(await self._microphone.next())
        packet.pts = self._packets * FRAME_SAMPLES
        packet.time_base = opus.TIME_BASE
        self._packets += 1
        return packet
