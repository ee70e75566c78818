from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from repartee.caller import rtvi
from repartee.caller.agent_news import Conversation
from repartee.caller.arrivals import ArrivalClock
from repartee.caller.bell import Bell
from repartee.caller.contact import Server
from repartee.caller.course import Course
from repartee.caller.errors import CallEndedError, CallFailedError
from repartee.caller.gaps import missing_seconds
from repartee.caller.heard_file import HeardFile
from repartee.caller.loudspeaker import Loudspeaker
from repartee.caller.terms import Listener, Patience, SetUp, Ticket
from repartee.caller.turn_log import first_heard
from repartee.caller.wires import Transport, wire_over
from repartee.caller.wires.wire import Choice, Ends, Traffic, WireState


class Connection:
    """What connects a caller with an agent, from the first request until both have hung up.

    Args:
        url: The server's address.
        transport: Which way to go there.
        choices: What to ask the server for: ``{"voice": "slt", "greeting": False}``.
        ticket: The conversation to come back to, or to join; None for a new one.
        token: Access token, where the server wants one.
        vendor_secret: What the server knows a telephone vendor by: Twilio's or Plivo's auth token,
            Exotel's secret, the private half of Telnyx' key in base64.
        insecure: Whether to accept any TLS certificate.
        save: Where to save all that is heard, as WAV.
        patience: How long to wait for what.
        listener: What to call while the call goes on.
        keep_audio: Whether turns hold their sound; False saves 29 MB a call.

    Raises:
        BadInputError: The address is none, or nothing can be saved there.
    """

    def __init__(
        self,
        url: str,
        *,
        transport: Transport = Transport.WEBRTC,
        choices: Mapping[str, Choice] | None = None,
        ticket: Ticket | None = None,
        token: str | None = None,
        vendor_secret: str = "",
        insecure: bool = False,
        save: Path | None = None,
        patience: Patience | None = None,
        listener: Listener | None = None,
        keep_audio: bool = True,
    ) -> None:
        self.transport = transport
        self.patience = patience or Patience()
        self.set_up: SetUp | None = None
        """How long it took to get through, once it has."""
        self._choices = {**(choices or {}), **_claim(ticket)}
        self._listener = listener or Listener()
        self._save = save
        self._file: HeardFile | None = None
        self._bell = Bell()
        self._server = Server(url, token, insecure=insecure)
        self._loudspeaker = Loudspeaker(ArrivalClock(), self._bell.ring, keep_audio=keep_audio)
        ends = Ends(self._loudspeaker, self._on_message, self._bell)
        self._wire = wire_over(transport, self._server, ends, vendor_secret)
        self._course = Course(self._loudspeaker)
        self._started_at = self._ready_at = 0.0

    @property
    def ended(self) -> CallEndedError | None:
        """How the other side hung up, None while it has not."""
        if self._wire.state is WireState.LOST:
            return self._course.news.goodbye or CallEndedError()
        return None

    @property
    def unheard_seconds(self) -> float:
        """How long nothing at all has come from the other side; after some, the line is dead.

        Over WebRTC sound comes all the time, over a WebSocket a ping every few seconds.
        """
        return time.monotonic() - (self._wire.heard_from_at or self._ready_at)

    @property
    def conversation(self) -> Conversation | None:
        """Which conversation it is, once the agent has told."""
        return self._course.news.conversation

    @property
    def heard_seconds(self) -> float:
        """How much has been heard."""
        return self._loudspeaker.heard_seconds

    @property
    def first_heard_seconds(self) -> float | None:
        """From the first request to the first speech sample heard; None while there is none."""
        return first_heard(self._started_at, self._loudspeaker.spans)

    @property
    def packets_lost(self) -> int:
        """Packets of the agent's sound that did not come, or came too late."""
        return self._wire.packets_lost

    @property
    def missing_seconds(self) -> float:
        """How much a listener has missed of the agent's speech, because it did not come in time."""
        return missing_seconds(self._wire.gaps, self._loudspeaker.spans)

    @property
    def traffic(self) -> Traffic:
        """Bytes so far, both ways."""
        return self._wire.traffic

    async def connect(self) -> None:
        """Get through to the agent.

        Raises:
            CallerError: That is not possible; everything is closed again.
        """
        if self._save:
            self._file = HeardFile(self._save)
            self._loudspeaker.save_to(self._file)
        try:
            await self._connect()
        except BaseException:
            await self.hang_up()
            raise

    async def hang_up(self, *, abrupt: bool = False) -> None:
        """End the call and the conversation; once is enough, twice does no harm.

        Args:
            abrupt: Vanish with no goodbye: the sockets are just shut. The agent may wait for the
                caller to come back.

        Raises:
            CallerError: What was heard could not all be saved.
        """
        if not abrupt and self._wire.state is WireState.OPEN:
            self._wire.send(rtvi.wished("hang-up"))
        await self._close(abrupt=abrupt)

    async def leave(self) -> None:
        """Close the connection as a page does that is reloaded, and end nothing.

        Raises:
            CallerError: What was heard could not all be saved.
        """
        if self._wire.state is WireState.OPEN:
            self._wire.send(rtvi.wished("says-goodbye"))
        await self._close(abrupt=False)

    async def _close(self, *, abrupt: bool) -> None:
        try:
            await self._wire.close(abrupt=abrupt)
            await self._server.close()
        finally:
            if self._file:
                await asyncio.to_thread(self._file.close)

    async def _connect(self) -> None:
        started = self._started_at = time.monotonic()
        await self._wire.invite(self._choices)
        session = time.monotonic() - started
        await self._wire.connect(self.patience.connect)
        self._ready_at = time.monotonic()
        self._wire.send(rtvi.client_ready())
        if not await self._until(lambda: self._course.news.ready, self.patience.connect):
            raise CallFailedError(
                f"The agent was not ready within {self.patience.connect:.0f} s of the connection."
            )
        ready = time.monotonic() - started
        self.set_up = SetUp(session, self._ready_at - started, ready)

    async def _until(self, condition: Callable[[], bool], timeout_seconds: float) -> bool:
        """Wait for the condition; False if it did not come true in time.

        Raises:
            CallEndedError: The other side hung up first.
        """
        came_true = await self._bell.until(
            lambda: condition() or self.ended is not None, timeout_seconds
        )
        if self.ended and not condition():
            raise self.ended
        return came_true

    def _on_message(self, message: rtvi.Message) -> None:
        now = time.monotonic()
        caption = self._course.take(message, now)
        self._listener.on_message(message)
        if caption:
            self._listener.on_caption(caption)
        self._bell.ring()


def _claim(ticket: Ticket | None) -> dict[str, Choice]:
    if ticket is None:
        return {}
    return {"conversation_id": ticket.conversation_id, "resume_token": ticket.token}
