from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from enum import Enum

from aiortc import (
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpTransceiver,
)
from aiortc.mediastreams import MediaStreamTrack

from repartee.caller import rtvi
from repartee.caller.arrivals import ArrivalBuffer
from repartee.caller.bell import Bell
from repartee.caller.errors import CallFailedError
from repartee.caller.loudspeaker import Loudspeaker
from repartee.caller.microphone import Microphone
from repartee.caller.signalling import Invitation, Signalling

_CLOSE_SECONDS = 5.0


class ConnectionState(Enum):
    """How far a connection is."""

    NEW = "new"
    CONNECTING = "connecting"
    OPEN = "open"
    CLOSED = "closed"
    """Closed by this side."""
    LOST = "lost"
    """Closed by the other side, or broken."""


class Connection:
    """The WebRTC side of a call: one audio track each way and a data channel.

    Args:
        microphone: What to send.
        loudspeaker: What hears the other side.
        on_message: Called with each message on the data channel.
        bell: Rung at every change.
    """

    def __init__(
        self,
        microphone: Microphone,
        loudspeaker: Loudspeaker,
        on_message: Callable[[str | bytes], None],
        bell: Bell,
    ) -> None:
        self.state = ConnectionState.NEW
        self.packets: ArrivalBuffer | None = None
        """Counts of the packets that came, once there is a connection."""
        self._microphone = microphone
        self._loudspeaker = loudspeaker
        self._on_message = on_message
        self._bell = bell
        self._pc: RTCPeerConnection | None = None
        self._transceiver: RTCRtpTransceiver | None = None
        self._channel: RTCDataChannel | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    async def open(
        self, signalling: Signalling, invitation: Invitation, timeout_seconds: float
    ) -> None:
        """Connect, and wait until sound and messages can be sent.

        Raises:
            ServerRefusedError: The server said no to the offer.
            CallFailedError: No connection came about in time.
        """
        self.state = ConnectionState.CONNECTING
        self._pc = pc = RTCPeerConnection(RTCConfiguration(iceServers=[*invitation.ice_servers]))
        pc.on("track", self._on_track)
        pc.on("connectionstatechange", self._on_state)
        self._transceiver = self._add_audio(pc)
        self.packets = ArrivalBuffer.install(self._transceiver.receiver, self._loudspeaker.arrivals)
        self._channel = self._add_channel(pc)
        await pc.setLocalDescription(await pc.createOffer())
        await pc.setRemoteDescription(await signalling.offer(invitation, pc.localDescription))
        if not await self._bell.until(self._settled, timeout_seconds):
            raise CallFailedError(
                f"No connection within {timeout_seconds:.0f} s: is UDP let through?"
            )
        if self.state is not ConnectionState.OPEN:
            raise CallFailedError("The server closed the connection as soon as it was made.")
        self._spawn(self._ping())

    def send(self, text: str) -> None:
        """Send a message; one to a connection that has gone is dropped."""
        if self._channel and self._channel.readyState == "open":
            self._channel.send(text)

    async def close(self, *, abrupt: bool = False) -> None:
        """Hang up.

        Args:
            abrupt: Vanish instead: shut the sockets, so that the other side hears nothing more, not
                even a goodbye.
        """
        if self.state is not ConnectionState.LOST:
            self.state = ConnectionState.CLOSED
        for task in self._tasks:
            task.cancel()
        if self._pc:
            # aiortc waits for its tasks without a limit of its own.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_CLOSE_SECONDS):
                    await self._shut(self._pc, abrupt=abrupt)
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _shut(self, pc: RTCPeerConnection, *, abrupt: bool) -> None:
        if abrupt and self._transceiver:
            await self._transceiver.receiver.transport.transport.stop()
        await pc.close()

    def _add_audio(self, pc: RTCPeerConnection) -> RTCRtpTransceiver:
        transceiver = pc.addTransceiver(self._microphone, "sendrecv")
        known = RTCRtpReceiver.getCapabilities("audio")
        codecs = known.codecs if known else []
        transceiver.setCodecPreferences([c for c in codecs if c.mimeType == "audio/opus"])
        return transceiver

    def _add_channel(self, pc: RTCPeerConnection) -> RTCDataChannel:
        channel = pc.createDataChannel("chat", ordered=True)
        channel.on("open", self._on_open)
        channel.on("message", self._on_message)
        return channel

    def _settled(self) -> bool:
        return self.state in (ConnectionState.OPEN, ConnectionState.LOST)

    def _on_open(self) -> None:
        self.state = ConnectionState.OPEN
        self._bell.ring()

    def _on_state(self) -> None:
        assert self._pc is not None  # noqa: S101
        if self._pc.connectionState in ("failed", "closed") and self.state is not (
            ConnectionState.CLOSED
        ):
            self.state = ConnectionState.LOST
        self._bell.ring()

    def _on_track(self, track: MediaStreamTrack) -> None:
        if track.kind == "audio":
            self._spawn(self._loudspeaker.listen(track))

    async def _ping(self) -> None:
        while True:
            self.send(rtvi.PING)
            await asyncio.sleep(rtvi.PING_SECONDS)

    def _spawn(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
