from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Coroutine, Mapping, Sequence

from aiortc import (
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpTransceiver,
    RTCTransportStats,
)

from repartee.caller import rtvi
from repartee.caller.contact import Server
from repartee.caller.errors import CallFailedError
from repartee.caller.gaps import Gap, packets_missing
from repartee.caller.microphone import Microphone, Playback
from repartee.caller.recordings import Recording
from repartee.caller.wires.arrival_buffer import ArrivalBuffer
from repartee.caller.wires.opus import OpusDecoder, OpusEncoder
from repartee.caller.wires.signalling import Invitation, Signalling
from repartee.caller.wires.tracks import MicrophoneTrack
from repartee.caller.wires.wire import Choice, Ends, Traffic, WireState

_CLOSE_SECONDS = 5.0
_LAST_WORDS_SECONDS = 0.5


class WebRtcWire:
    """WebRTC: one audio track each way and a data channel.

    Args:
        server: Whom to call.
        ends: What it is fastened to.
    """

    def __init__(self, server: Server, ends: Ends) -> None:
        self.state = WireState.NEW
        self.encoder = OpusEncoder()
        self._decoder = OpusDecoder()
        self._signalling = Signalling(server)
        self._invitation: Invitation | None = None
        self._ends = ends
        self._microphone = Microphone(self.encoder.silence(), ends.bell.ring)
        self.traffic = Traffic()
        """Bytes of SRTP and DTLS up to the last second; those of ICE are left out."""
        self._packets: ArrivalBuffer | None = None
        self._pc: RTCPeerConnection | None = None
        self._transceiver: RTCRtpTransceiver | None = None
        self._channel: RTCDataChannel | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    @property
    def packets_lost(self) -> int:
        """Packets of the agent's sound that did not come, or came too late."""
        return self._packets.lost if self._packets else 0

    @property
    def gaps(self) -> Sequence[Gap]:
        """Where a browser's player would have had nothing to play."""
        return packets_missing(self._packets.came) if self._packets else []

    @property
    def heard_from_at(self) -> float | None:
        """When a packet of sound came last, monotonic seconds; some come all the time."""
        return self._packets.came[-1].at if self._packets and self._packets.came else None

    async def invite(self, choices: Mapping[str, Choice]) -> None:
        """Ask the server for a session.

        Raises:
            CallerError: It said no, or cannot be reached.
        """
        self._invitation = await self._signalling.start(choices)

    async def connect(self, timeout_seconds: float) -> None:
        """Connect, and wait until sound and messages can be sent.

        Raises:
            ServerRefusedError: The server said no to the offer.
            CallFailedError: No connection came about in time.
        """
        assert self._invitation is not None  # noqa: S101
        self.state = WireState.CONNECTING
        servers = [*self._invitation.ice_servers]
        self._pc = pc = RTCPeerConnection(RTCConfiguration(iceServers=servers))
        pc.on("connectionstatechange", self._on_state)
        self._transceiver = self._add_audio(pc)
        arrivals = self._ends.loudspeaker.arrivals
        self._packets = ArrivalBuffer.install(self._transceiver.receiver, arrivals, self._hear)
        self._channel = self._add_channel(pc)
        await pc.setLocalDescription(await pc.createOffer())
        answer = await self._signalling.offer(self._invitation, pc.localDescription)
        await pc.setRemoteDescription(answer)
        if not await self._ends.bell.until(self._settled, timeout_seconds):
            raise CallFailedError(
                f"No connection within {timeout_seconds:.0f} s: is UDP let through?"
            )
        if self.state is not WireState.OPEN:
            raise CallFailedError("The server closed the connection as soon as it was made.")
        self._spawn(self._ping(pc))

    def play(self, recording: Recording) -> Playback:
        """Say this from the next packet on."""
        return self._microphone.play(recording.frames(self.encoder))

    def send(self, message: rtvi.Message) -> None:
        """Send a message; one to a connection that has gone is dropped."""
        self._write(message.encoded())

    async def close(self, *, abrupt: bool = False) -> None:
        """Hang up; or vanish, so that the other side hears nothing more, not even a goodbye."""
        if self.state is not WireState.LOST:
            self.state = WireState.CLOSED
        for task in self._tasks:
            task.cancel()
        if self._pc:
            # aiortc waits for its tasks without a limit of its own.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    if not abrupt:
                        await self._send_out()
                    await self._count(self._pc)
                    await self._shut(self._pc, abrupt=abrupt)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _count(self, pc: RTCPeerConnection) -> None:
        stats = (await pc.getStats()).values()
        # Audio and messages share one transport, which is listed once for each of them.
        transports = {s.id: s for s in stats if isinstance(s, RTCTransportStats)}.values()
        self.traffic = Traffic(
            sum(each.bytesSent for each in transports),
            sum(each.bytesReceived for each in transports),
        )

    async def _shut(self, pc: RTCPeerConnection, *, abrupt: bool) -> None:
        if abrupt and self._transceiver:
            await self._transceiver.receiver.transport.transport.stop()
        await pc.close()

    def _add_audio(self, pc: RTCPeerConnection) -> RTCRtpTransceiver:
        transceiver = pc.addTransceiver(MicrophoneTrack(self._microphone), "sendrecv")
        known = RTCRtpReceiver.getCapabilities("audio")
        codecs = known.codecs if known else []
        transceiver.setCodecPreferences([c for c in codecs if c.mimeType == "audio/opus"])
        return transceiver

    def _add_channel(self, pc: RTCPeerConnection) -> RTCDataChannel:
        channel = pc.createDataChannel("chat", ordered=True)
        channel.on("open", self._on_open)
        channel.on("message", self._on_message)
        channel.on("bufferedamountlow", self._ends.bell.ring)
        return channel

    def _settled(self) -> bool:
        return self.state in (WireState.OPEN, WireState.LOST)

    def _on_open(self) -> None:
        self.state = WireState.OPEN
        self._ends.bell.ring()

    def _on_state(self) -> None:
        assert self._pc is not None  # noqa: S101
        gone = self._pc.connectionState in ("failed", "closed")
        if gone and self.state is not WireState.CLOSED:
            self.state = WireState.LOST
        self._ends.bell.ring()

    def _on_message(self, text: str | bytes) -> None:
        message = rtvi.parse(text)
        if message:
            self._ends.on_message(message)

    def _hear(self, position: int, packet: bytes) -> None:
        samples = self._decoder.decode(packet)
        if len(samples):
            self._ends.loudspeaker.hear(position, samples)

    async def _send_out(self) -> None:
        """Wait until the last messages have left."""
        await self._ends.bell.until(
            lambda: self._channel is None or not self._channel.bufferedAmount, _LAST_WORDS_SECONDS
        )

    async def _ping(self, pc: RTCPeerConnection) -> None:
        while True:
            self._write(rtvi.PING)
            await self._count(pc)
            await asyncio.sleep(rtvi.PING_SECONDS)

    def _write(self, text: str) -> None:
        if self._channel and self._channel.readyState == "open":
            self._channel.send(text)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
