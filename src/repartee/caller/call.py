from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from repartee.caller import rtvi
from repartee.caller.agent_news import Conversation
from repartee.caller.arrivals import ArrivalClock
from repartee.caller.audio_format import SAMPLE_RATE
from repartee.caller.bell import Bell
from repartee.caller.contact import Server
from repartee.caller.course import Course
from repartee.caller.errors import CallEndedError, CallFailedError
from repartee.caller.gaps import missing_seconds
from repartee.caller.heard_file import HeardFile
from repartee.caller.loudspeaker import Loudspeaker
from repartee.caller.microphone import Playback
from repartee.caller.recordings import Recording
from repartee.caller.speech_edges import SampleSpan
from repartee.caller.terms import Listener, Patience, SetUp, Ticket
from repartee.caller.turn_log import Span
from repartee.caller.turns import OpenTurn, Turn, TurnKind
from repartee.caller.wires import Transport, wire_over
from repartee.caller.wires.wire import Choice, Ends, Traffic, WireState

_NO_SAMPLES = SampleSpan(0, 0)
_PLAY_SLACK_SECONDS = 5.0


class Call:
    """A call to a voice agent, held by a program.

    ```python
    async with Call("http://127.0.0.1:7860") as call:
        await call.greeting()
        turn = await call.say("question.wav")
        print(turn.delay_seconds, turn.answer_text)
    ```

    One thing is said at a time. Leaving the block hangs up.

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
        self._ready_at = 0.0

    async def __aenter__(self) -> Self:
        if self._save:
            self._file = HeardFile(self._save)
            self._loudspeaker.save_to(self._file)
        try:
            await self._connect()
        except BaseException:
            await self.hang_up()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.hang_up()

    @property
    def turns(self) -> list[Turn]:
        """All turns so far, with what has come of them by now."""
        return self._course.turns

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

    async def greeting(self, *, hear_out: bool = True) -> Turn:
        """Wait until the agent has greeted, or for `Patience.greeting` in vain.

        Args:
            hear_out: As in `say`.

        Raises:
            CallEndedError: The agent hung up before it said anything.
        """
        turn = self._open(TurnKind.GREETING, "")
        turn.since = self._ready_at
        turn.said = Span(self._ready_at, self._ready_at, _NO_SAMPLES)
        return await self._hear_out(turn, self.patience.greeting, to_its_end=hear_out)

    async def say(self, speech: Recording | Path | str, *, hear_out: bool = True) -> Turn:
        """Say something and hear the answer.

        Args:
            speech: What to say.
            hear_out: Whether to wait until the agent has finished; otherwise return as soon as it
                begins, to `interrupt` it.

        Returns:
            What came of it; without an answer if none began within `Patience.answer`.

        Raises:
            BadInputError: The file cannot be used.
            CallEndedError: The agent hung up without an answer.
        """
        recording = await _recording(speech)
        turn = self._open(TurnKind.SPOKEN, recording.name)
        await self._speak(recording, turn)
        return await self._hear_out(turn, self.patience.answer, to_its_end=hear_out)

    async def type(self, text: str, *, hear_out: bool = True) -> Turn:
        """Type something and hear the answer; the delay counts from the message.

        Args:
            text: What to type.
            hear_out: As in `say`.

        Raises:
            CallEndedError: The agent hung up without an answer.
        """
        turn = self._open(TurnKind.TYPED, text)
        self._wire.send(rtvi.typed(text))
        now = time.monotonic()
        turn.said = Span(now, now, _NO_SAMPLES)
        return await self._hear_out(turn, self.patience.answer, to_its_end=hear_out)

    async def interrupt(
        self, speech: Recording | Path | str, *, after: float = 1.0, hear_out: bool = True
    ) -> Turn:
        """Talk into the agent's answer, and hear how it takes that.

        Args:
            speech: What to say.
            after: Seconds from the first sample heard of the answer that is under way to the first
                speech sample of this.
            hear_out: As in `say`.

        Raises:
            BadInputError: The file cannot be used.
            CallEndedError: The agent hung up.
        """
        recording = await _recording(speech)
        await self._wait_into_answer(after - recording.speech.first / SAMPLE_RATE)
        turn = self._open(TurnKind.INTERRUPTION, recording.name)
        await self._speak(recording, turn)
        await self._until(
            lambda: self._course.cut_is_decided(turn, time.monotonic()), self.patience.cut
        )
        return await self._hear_out(turn, self.patience.answer, to_its_end=hear_out)

    async def wait(self, seconds: float) -> None:
        """Stay silent.

        Raises:
            CallEndedError: The agent hung up.
        """
        await self._until(lambda: False, seconds)

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
        started = time.monotonic()
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

    def _open(self, kind: TurnKind, name: str) -> OpenTurn:
        return self._course.open(kind, name, time.monotonic())

    async def _speak(self, recording: Recording, turn: OpenTurn) -> None:
        # Where it is not encoded yet, that must not happen between two frames.
        await asyncio.to_thread(recording.frames, self._wire.encoder)
        playback = self._wire.play(recording)
        sent = await self._until(
            lambda: playback.has_sent(recording.speech.last),
            recording.seconds + _PLAY_SLACK_SECONDS,
        )
        if not sent:
            raise CallFailedError(
                f"{recording.name} could not be sent at its own pace: this machine is too busy, or "
                "the line is dead. Try again with less going on."
            )
        turn.said = _sent(playback, recording.speech)

    async def _hear_out(self, turn: OpenTurn, begin: float, *, to_its_end: bool = True) -> Turn:
        try:
            if await self._until(lambda: self._course.answer_began(turn), begin) and to_its_end:
                await self._until(self._agent_has_finished, self.patience.longest_answer)
        except CallEndedError:
            # An answer such as "goodbye" may well be the last.
            if not self._course.answer_began(turn):
                raise
        told = self._course.told(turn)
        self._listener.on_turn(told)
        return told

    async def _wait_into_answer(self, after: float) -> None:
        began = self._course.last_answer_began()
        now = time.monotonic()
        await self.wait((now if began is None else began) + after - now)

    def _agent_has_finished(self) -> bool:
        return self._course.agent_has_finished(self.patience.quiet, time.monotonic())

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


async def _recording(speech: Recording | Path | str) -> Recording:
    if isinstance(speech, Recording):
        return speech
    return await asyncio.to_thread(Recording.load, speech)


def _sent(playback: Playback, speech: SampleSpan) -> Span:
    return Span(playback.sent_at(speech.first), playback.sent_at(speech.last), speech)


def _claim(ticket: Ticket | None) -> dict[str, Choice]:
    if ticket is None:
        return {}
    return {"conversation_id": ticket.conversation_id, "resume_token": ticket.token}
