from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from repartee.conversation.events import Event, RecordingMade
from repartee.conversation.recording_notice import RecordingNotice
from repartee.conversation.sitting import SittingClock
from repartee.transports.room import Guest, Room, Tap


class Tape(Tap, Protocol):
    """A recording that is being made."""

    @property
    def file(self) -> str:
        """Its name, relative to where recordings are kept."""
        ...

    async def close(self) -> float:
        """End it; waits, within bounds, until it can be played to its end.

        Returns:
            How long it is, in seconds.
        """
        ...


class Studio(Protocol):
    """Where recordings are made."""

    @property
    def notice(self) -> str:
        """What callers are told at the beginning, in a sentence."""
        ...

    def record(
        self, conversation_id: str, clock: SittingClock, on_failure: Callable[[], object]
    ) -> Tape:
        """Begin a recording; returns at once.

        Args:
            conversation_id: Of what.
            clock: The sitting's: the recording begins at its zero.
            on_failure: Told if it cannot go on.
        """
        ...


class Taping:
    """Whether one conversation is being recorded, and who knows of it."""

    def __init__(
        self,
        studio: Studio | None,
        conversation_id: str,
        room: Room,
        send: Callable[..., None],
    ) -> None:
        """Prepare; callers who come before the recording has begun are told of it all the same.

        Args:
            studio: Makes recordings; None where none may be made.
            conversation_id: Of what.
            room: Where all is heard.
            send: Gives a server message to everybody, or to one guest (`to`).
        """
        self._studio = studio
        self._id = conversation_id
        self._room = room
        self._send = send
        self._tape: Tape | None = None
        self._is_on = studio is not None
        self._closing: asyncio.Task[None] | None = None
        self._notice = RecordingNotice(studio.notice if studio else "")
        self._sitting = 1
        self._note: Callable[[Event], None] = lambda _: None

    @property
    def is_on(self) -> bool:
        """Whether what is said is recorded, or will be as soon as the pipeline runs."""
        return self._is_on

    def notice_for(self, guest: Guest) -> str:
        """What must be told aloud to somebody who is here; empty if they know, or nothing is on."""
        return self._notice.for_guest(guest.id) if self.is_on else ""

    def notice_after(self, heard: str) -> str:
        """What must be told once more, as it was not in what the agent was heard to say last."""
        return self._notice.after(heard) if self.is_on else ""

    def begin(self, clock: SittingClock, sitting: int, note: Callable[[Event], None]) -> None:
        """Record a sitting from its beginning, where there is a studio.

        Args:
            clock: The sitting's.
            sitting: Which one it is.
            note: Writes down that there is a recording.
        """
        if self._studio is None or not self._is_on:
            return
        self._sitting, self._note = sitting, note
        self._tape = self._studio.record(self._id, clock, self.stop)
        self._room.tap = self._tape
        note(RecordingMade(sitting=sitting, file=self._tape.file))

    def show(self, guest: Guest) -> None:
        """Let somebody's page know, who is on a line now."""
        if self.is_on:
            self._send(_message(on=True), to=guest)

    def stop(self) -> bool:
        """Record nothing more of this sitting; what was recorded stays.

        Returns:
            Whether anything was being recorded.
        """
        if not self._is_on:
            return False
        tape = self._take_off()
        self._send(_message(on=False))
        if tape is not None:
            self._closing = asyncio.create_task(self._finish(tape), name=f"recording of {self._id}")
        return True

    async def end(self) -> None:
        """The sitting is over."""
        tape = self._take_off()
        if tape is not None:
            await self._finish(tape)
        elif self._closing is not None:
            await self._closing

    def _take_off(self) -> Tape | None:
        self._is_on = False
        tape, self._tape = self._tape, None
        self._room.tap = None
        return tape

    async def _finish(self, tape: Tape) -> None:
        secs = await tape.close()
        self._note(RecordingMade(sitting=self._sitting, file=tape.file, secs=secs))


def _message(*, on: bool) -> dict[str, Any]:
    return {"type": "recording", "on": on}
