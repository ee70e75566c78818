from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from pipecat.transports.base_transport import BaseTransport, TransportParams

from repartee.transports.line import HEARD_RATE, KnowsItsDelay, Line, LineEnd
from repartee.transports.room.askers import Askers
from repartee.transports.room.conference import Conference
from repartee.transports.room.entrance import Entrance
from repartee.transports.room.exit import Exit
from repartee.transports.room.guest import Guest
from repartee.transports.room.listener import RoomListener
from repartee.transports.room.mixer import TICK_SECS, Mix, Mixer
from repartee.transports.room.signatures import signed_message, with_speaker
from repartee.transports.room.speakers import Speakers
from repartee.transports.room.spurt import Spurt
from repartee.transports.room.tap import Tap

_DEFAULT_LEAD_SECS = 0.04


@dataclass(frozen=True)
class _Seat:
    guest: Guest
    line: Line
    spurt: Spurt = field(default_factory=Spurt)


class Room(BaseTransport):
    """The place of one conversation: its pipeline on one side, its callers' lines on the other.

    Lines come and go while the pipeline stays. A guest has one line at a time; a newer one takes
    the place of an older one.
    """

    def __init__(self, audio_out_sample_rate: int, listener: RoomListener) -> None:
        """Make an empty room.

        Args:
            audio_out_sample_rate: The voice's own rate in Hz.
            listener: Who is told what happens.
        """
        super().__init__()
        params = TransportParams(
            audio_in_enabled=True,
            audio_in_sample_rate=HEARD_RATE,
            audio_out_enabled=True,
            audio_out_sample_rate=audio_out_sample_rate,
            # What was handed out is still heard after an interruption: 20 ms, not stock's 40.
            audio_out_10ms_chunks=2,
            # The room goes on without callers for a while, and they cannot hold it up.
            audio_out_end_silence_secs=0,
        )
        self._listener = listener
        self._sample_rate = audio_out_sample_rate
        self._seats: dict[str, _Seat] = {}
        self._askers = Askers()
        self._conference: Conference | None = None
        self._speakers = Speakers()
        self._entrance = Entrance(params)
        self._exit = Exit(params, self)
        self.tap: Tap | None = None
        """Listens to all that is said; None while nobody does."""

    def input(self) -> Entrance:
        """The first processor of the pipeline."""
        return self._entrance

    def output(self) -> Exit:
        """The processor behind the voice."""
        return self._exit

    # Who is here

    @property
    def guests(self) -> list[Guest]:
        """Everybody who is on a line, in the order of their coming."""
        return [seat.guest for seat in self._seats.values()]

    async def seat(self, guest: Guest, line: Line) -> LineEnd:
        """Let a guest take part until their line ends.

        Args:
            guest: Who it is.
            line: Their connection; closed when this returns.

        Returns:
            How the line ended.
        """
        seat, before = _Seat(guest, line), self._seats.pop(guest.id, None)
        self._seats[guest.id] = seat
        self._confer()
        leaving = asyncio.ensure_future(_replaced(before.line)) if before else None
        end = LineEnd.LOST
        try:
            self._listener.came(guest, back=before is not None)
            end = await line.run(_Ear(self, guest))
        finally:
            if self._seats.get(guest.id) is seat:
                del self._seats[guest.id]
                self._confer()
                self._listener.went(guest, end)
            await line.close(str(end), "")
            if leaving is not None:
                await leaving
        return end

    async def dismiss(self, guests: Iterable[Guest], reason: str, message: str) -> None:
        """Close guests' lines.

        Args:
            guests: Whose.
            reason: A word for programs.
            message: A sentence for people.
        """
        lines = [self._seats[guest.id].line for guest in guests if guest.id in self._seats]
        await asyncio.gather(*(line.close(reason, message) for line in lines))

    # What they send

    def hear(self, guest: Guest, pcm: bytes) -> None:
        """Take in what a guest says."""
        if self._conference is None:
            self._hear(pcm)
        else:
            self._conference.mixer.heard(guest.id, pcm)

    def _hear(self, pcm: bytes) -> None:
        self._entrance.hear(pcm)
        if self.tap is not None:
            self.tap.heard(pcm)

    def tell(self, guest: Guest, message: dict[str, Any]) -> None:
        """Take in a guest's message."""
        if not self._listener.told(guest, message):
            self._askers.asked(guest.id, message)
            if self.is_company:
                message = signed_message(guest, message)
            self._entrance.tell(guest.id, message)

    def press(self, guest: Guest, key: str) -> None:
        """Take in a key of a guest's telephone."""
        self._listener.pressed(guest, key)

    # What they get

    @property
    def lead_secs(self) -> float:
        """How much sound is handed out ahead of time."""
        return max(
            (seat.line.lead_secs for seat in self._seats.values()), default=_DEFAULT_LEAD_SECS
        )

    @property
    def delay_secs(self) -> float:
        """How long sound is on its way, there and back, as far as lines know."""
        lines = (seat.line for seat in self._seats.values())
        return max(
            (line.delay_secs for line in lines if isinstance(line, KnowsItsDelay)), default=0.0
        )

    def play(self, pcm: bytes, in_secs: float = 0.0) -> None:
        """Let everybody hear the agent.

        Args:
            pcm: 16-bit mono samples at the voice's rate.
            in_secs: How soon they hear it: it is handed out ahead of time.
        """
        if self.tap is not None:
            self.tap.played(pcm, self._sample_rate, in_secs)
        self._hand_out(pcm)

    def _hand_out(self, pcm: bytes) -> None:
        if self._conference is not None:
            self._conference.mixer.said(pcm)
            return
        for seat in self._seats.values():
            seat.line.play(pcm, self._sample_rate)

    def clear(self) -> None:
        """Let everybody forget what they have not heard yet of the agent."""
        if self.tap is not None:
            self.tap.cleared()
        if self._conference is not None and not self._conference.mixer.clear():
            # Pipecat interrupts at each beginning of speech. Lines hold but that speech, then.
            return
        for seat in self._seats.values():
            seat.line.clear()
            seat.spurt.begin_anew()

    def take_back(self) -> bool:
        """Let everybody forget what they have not heard yet, as it is going to come again.

        Returns:
            Whether they do. Several guests hear what is on its way: it is mixed with their voices.
        """
        lines = [seat.line for seat in self._seats.values()]
        if self._conference is not None or not all(line.takes_back for line in lines):
            return False
        if self.tap is not None:
            self.tap.cleared()
        for line in lines:
            line.clear()
        return True

    def announce(self, message: dict[str, Any]) -> None:
        """Give an RTVI message to whoever asked for it, or else to everybody."""
        message = with_speaker(message, self.guests, self.speaker)
        asker = self._askers.asker_of(message)
        for seat in list(self._seats.values()):
            if asker is None or seat.guest.id == asker:
                seat.line.send(message)

    def send(self, guest: Guest, message: dict[str, Any]) -> None:
        """Give an RTVI message to one guest."""
        if guest.id in self._seats:
            self._seats[guest.id].line.send(message)

    # Company

    @property
    def is_company(self) -> bool:
        """Whether there is more than one guest, so that it matters who speaks."""
        return len(self._seats) > 1

    def speaker(self) -> Guest | None:
        """Who spoke the words that are being heard."""
        if not self.is_company:
            return next(iter(self.guests), None)
        loudest = self._seats.get(self._speakers.loudest() or "")
        return loudest.guest if loudest else None

    def words_are_known(self) -> None:
        """What is heard from now on may be somebody else's."""
        self._speakers.begin_anew()

    def _confer(self) -> None:
        """Mix while there are several guests; one alone is passed through, without delay."""
        if self.is_company and self._conference is None:
            mixer = Mixer(self._sample_rate, self._seats)
            self._conference = Conference(mixer, self._deliver)
        elif self.is_company and self._conference is not None:
            self._conference.mixer.keep_only(self._seats)
        elif self._conference is not None:
            rest, self._conference = self._conference.close(), None
            self._speakers.begin_anew()
            self._hand_out(rest)

    def _deliver(self, mix: Mix) -> None:
        self._speakers.heard(mix.loudness, TICK_SECS)
        self._hear(mix.for_agent)
        for seat in self._seats.values():
            sound = mix.for_guests.get(seat.guest.id, b"")
            for piece in seat.spurt.pieces(sound, seat.line.lead_secs, self._sample_rate):
                seat.line.play(piece, self._sample_rate)


@dataclass(frozen=True)
class _Ear:
    """Tells a room what comes over one line."""

    room: Room
    guest: Guest

    def heard(self, pcm: bytes) -> None:
        self.room.hear(self.guest, pcm)

    def told(self, message: dict[str, Any]) -> None:
        self.room.tell(self.guest, message)

    def pressed(self, key: str) -> None:
        self.room.press(self.guest, key)


async def _replaced(line: Line) -> None:
    await line.close("replaced", "You went on with this conversation on another connection.")
