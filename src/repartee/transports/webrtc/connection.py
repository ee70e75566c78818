from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from aiortc import MediaStreamTrack, RTCRemoteInboundRtpStreamStats, RTCRtpTransceiver
from aiortc.sdp import candidate_from_sdp
from loguru import logger
from pipecat.transports.smallwebrtc.connection import (
    IceServer,
    SmallWebRTCConnection,
    SmallWebRTCTrack,
)

from repartee.transports.line import HEARD_RATE
from repartee.transports.webrtc.data_channel import DataChannelGuard
from repartee.transports.webrtc.ear import Ear, OnSound
from repartee.transports.webrtc.packet_order import hear_at_once
from repartee.transports.webrtc.port_range import PortsUsedUpError, no_shortage
from repartee.transports.webrtc.sdp import BadOfferError, checked_offer, reachable_candidate

_CLOSE_TIMEOUT_SECS = 5.0
# What was just sent needs a moment on the wire before the socket closes.
_LAST_WORD_SECS = 1.0


class CallerConnection(SmallWebRTCConnection):
    """A caller's peer connection, with upstream's faults mended.

    - Stock closes a connection that never came up from a task which that very closing cancels:
      two sockets leak for each abandoned offer, for ever. Here whoever made the offer keeps the
      time (`wait_connected`) and closes from outside.
    - Stock takes the first media section for audio, whatever it is.
    - Stock hands every message of the caller to the pipeline, however many there are.
    """

    def __init__(self, ice_servers: list[IceServer], max_text_chars: int) -> None:
        """Make a connection that has no peer yet.

        Args:
            ice_servers: STUN and TURN servers to gather candidates from.
            max_text_chars: Longest typed message that is let through.
        """
        # Stock makes its peer connection at once, and listens to it.
        self._guard = DataChannelGuard(
            max_text_chars, tell=self.send, give_up=self._give_up, now=time.monotonic
        )
        super().__init__(ice_servers=ice_servers)
        self._giving_up: asyncio.Task[None] | None = None
        self._up = asyncio.Event()
        self._down = asyncio.Event()
        self._lost = False
        self._on_sound: OnSound | None = None

    @property
    def is_over(self) -> bool:
        """Whether it ended or never will come up, though nobody may have let go of it yet."""
        return self._down.is_set()

    @property
    def was_lost(self) -> bool:
        """Whether it ended because the peer fell silent, and not because the peer closed it."""
        return self._lost

    @property
    def was_given_up(self) -> bool:
        """Whether it ended because of what its caller sent."""
        return self._guard.has_given_up

    async def answer(self, sdp: str) -> dict[str, str]:
        """Answer the caller's offer.

        Args:
            sdp: The offer.

        Returns:
            The answer: `sdp`, `type` and `pc_id`.

        Raises:
            BadOfferError: If no call can be made of the offer; nothing is left open then.
            PortsUsedUpError: If there is no port for the sound; likewise.
        """
        offer = checked_offer(sdp)
        with self._as_bad_offer():
            try:
                with no_shortage():
                    await self.initialize(offer, "offer")
                self._hear_at_once()
                self._watch_consent()
            except BaseException:
                await self.close()
                raise
        return self._checked_answer()

    async def answer_again(self, sdp: str, *, restart: bool) -> dict[str, str]:
        """Answer a further offer of the same caller: a changed network, a changed track.

        Args:
            sdp: The offer.
            restart: Whether the caller has begun a new peer connection.

        Returns:
            The answer: `sdp`, `type` and `pc_id`.

        Raises:
            BadOfferError: If no call can be made of the offer.
            PortsUsedUpError: If there is no port for the sound.
        """
        offer = checked_offer(sdp)
        with self._as_bad_offer(), no_shortage():
            await self.renegotiate(offer, "offer", restart_pc=restart)
            self._hear_at_once()
            if restart:
                self._watch_consent()
        return self._checked_answer()

    async def add_candidate(
        self, candidate: str, sdp_mid: str | None, sdp_mline_index: int | None
    ) -> None:
        """Take in one trickled ICE candidate; an empty one ends them.

        Args:
            candidate: The candidate's SDP attribute value.
            sdp_mid: The media section it belongs to, by name.
            sdp_mline_index: The media section it belongs to, by number.

        Raises:
            BadOfferError: If it cannot be read or belongs to no media section.
        """
        if not candidate:
            await self.pc.addIceCandidate(None)
            return
        if not reachable_candidate(candidate):
            return
        try:
            parsed = candidate_from_sdp(candidate.removeprefix("candidate:"))
            parsed.sdpMid = sdp_mid
            parsed.sdpMLineIndex = sdp_mline_index
            await self.pc.addIceCandidate(parsed)
        except Exception as error:
            raise BadOfferError("an ICE candidate cannot be used") from error

    async def wait_connected(self, timeout_secs: float) -> bool:
        """Wait until media can flow.

        Args:
            timeout_secs: How long to wait.

        Returns:
            False if it was closed or did not come up in time.
        """
        waits = {asyncio.ensure_future(self._up.wait()), asyncio.ensure_future(self._down.wait())}
        try:
            await asyncio.wait(waits, timeout=timeout_secs, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
        return self._up.is_set() and not self._down.is_set()

    async def close(self) -> None:
        """Close all sockets, whatever state the connection is in; never raises."""
        self._down.set()
        try:
            async with asyncio.timeout(_CLOSE_TIMEOUT_SECS):
                await self._close()
        except TimeoutError:
            logger.warning("A peer connection did not close within {}s", _CLOSE_TIMEOUT_SECS)
        except Exception:
            logger.exception("A peer connection did not close cleanly")
        await self.cleanup()

    def send(self, message: dict[str, Any]) -> None:
        """Send one message over the data channel, past the pipeline.

        One that is larger than the caller's side takes (Chromium: 262,144 bytes) is left out: it
        must not end what sent it, nor keep it from the other guests.
        """
        if self.pc.connectionState != "connected":
            return
        try:
            self.send_app_message(message)
        except ValueError as error:
            logger.warning("A message of type {} was left out: {}", message.get("type"), error)

    def listen(self, on_sound: OnSound | None) -> None:
        """Let somebody hear what the caller says, as it comes.

        Args:
            on_sound: Given 16-bit mono samples at `HEARD_RATE`; None for nobody.
        """
        self._on_sound = on_sound
        audio = self._audio_transceiver()
        if audio is not None and on_sound is not None:
            # Pipecat's wrapper of the track switches the receiver off when nobody asks for sound.
            vars(audio.receiver)["_enabled"] = True

    @property
    def takes_opus(self) -> bool:
        """Whether the agent's voice may be sent as Opus."""
        audio = self._audio_transceiver()
        codecs = vars(audio)["_codecs"] if audio else []
        return bool(codecs) and codecs[0].mimeType.lower() == "audio/opus"

    def audio_input_track(self) -> SmallWebRTCTrack | None:
        """The caller's microphone, wherever in the offer it is."""
        if 0 not in self._track_map or self._track_map[0] is None:
            audio = self._audio_transceiver()
            self._track_map[0] = SmallWebRTCTrack(audio.receiver) if audio else None
        track: SmallWebRTCTrack | None = self._track_map[0]
        return track

    async def round_trip_secs(self) -> float | None:
        """How long a packet takes to the caller and back, by their reports; None before one."""
        transceiver = self._audio_transceiver()
        if transceiver is None:
            return None
        reports = (await transceiver.sender.getStats()).values()
        told = (each for each in reports if isinstance(each, RTCRemoteInboundRtpStreamStats))
        return next((each.roundTripTime for each in told), None)

    def replace_audio_track(self, track: MediaStreamTrack) -> None:
        """Send the agent's voice in the caller's audio section, wherever in the offer it is."""
        audio = self._audio_transceiver()
        if audio is not None:
            audio.sender.replaceTrack(track)

    def _audio_transceiver(self) -> RTCRtpTransceiver | None:
        return next((each for each in self.pc.getTransceivers() if each.kind == "audio"), None)

    def _hear(self, pcm: bytes) -> None:
        if self._on_sound is not None:
            self._on_sound(pcm)

    def _hear_at_once(self) -> None:
        """Take aiortc's standing delay out of what the caller says."""
        audio = self._audio_transceiver()
        if audio is not None:
            hear_at_once(audio.receiver, Ear(HEARD_RATE, self._hear))

    def _watch_consent(self) -> None:
        """Notice whether the peer closes or vanishes; to aiortc, both are `closed`.

        A peer that closes says so by DTLS. One that vanished stops consenting by ICE, and aioice
        lets go of its consent checks before anything is closed.
        """
        audio = self._audio_transceiver()
        if audio is None:
            return
        dtls = audio.sender.transport

        def on_state() -> None:
            if dtls.state in ("closed", "failed") and not self._down.is_set():
                consent = vars(vars(dtls.transport)["_connection"])["_query_consent_task"]
                self._lost = self._lost or consent is None

        dtls.on("statechange", on_state)

    def _monitoring_connecting_state(self) -> None:
        """Keep no time here: `wait_connected` does, from outside."""

    async def _handle_new_connection_state(self) -> None:
        if self.pc.connectionState == "connected":
            self._up.set()
        if self.pc.connectionState in ("closed", "failed"):
            self._down.set()
        await super()._handle_new_connection_state()

    def _setup_listeners(self) -> None:
        super()._setup_listeners()
        self.pc.on("datachannel", self._guard.watch)

    def _give_up(self) -> None:
        self._giving_up = asyncio.create_task(self._close_after_a_last_word())

    async def _close_after_a_last_word(self) -> None:
        await asyncio.sleep(_LAST_WORD_SECS)
        await self.close()

    def _checked_answer(self) -> dict[str, str]:
        answer: dict[str, str] | None = self.get_answer()
        if answer is None:
            raise BadOfferError("it could not be answered")
        return answer

    @contextmanager
    def _as_bad_offer(self) -> Iterator[None]:
        try:
            yield
        except (BadOfferError, PortsUsedUpError):
            raise
        except Exception as error:
            # Everything of ours was checked before; what aiortc still stumbles over is the offer.
            logger.opt(exception=error).debug("An offer could not be answered")
            raise BadOfferError("it could not be answered") from error
