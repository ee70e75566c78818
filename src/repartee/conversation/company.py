from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from repartee.conversation.claim import Claim, NotYourConversationError, RoomFullError
from repartee.conversation.guest_book import GuestBook
from repartee.conversation.inbox import Inbox
from repartee.transports.line import LineEnd
from repartee.transports.room import Guest


@dataclass(frozen=True)
class Ticket:
    """The right of one person to be in one conversation."""

    guest: Guest
    token: str
    """With which they may come back."""


class CompanyHost(Protocol):
    """What a conversation does when people come and go; every method returns at once."""

    def arrived(self, guest: Guest) -> None:
        """Somebody is on a line, new or back."""
        ...

    def welcome(self, guest: Guest, *, back: bool) -> None:
        """Somebody is here, and nobody else."""
        ...

    def joined(self, guest: Guest) -> None:
        """Somebody new has joined the others."""
        ...

    def left_alone(self, end: LineEnd) -> None:
        """The last one went."""
        ...

    def dismiss(self, guest: Guest) -> None:
        """Somebody hangs up."""
        ...

    def stop_recording(self) -> bool:
        """Somebody does not want to be recorded any more; tells whether they were."""
        ...

    def send(self, data: dict[str, Any], to: Guest | None = None) -> None:
        """Send one guest, or all of them, a server message."""
        ...


class Company:
    """The people in one conversation: who may come in, who is here, and what each is told."""

    def __init__(
        self,
        conversation_id: str,
        book: GuestBook,
        host: CompanyHost,
        inbox: Inbox,
        *,
        grace_secs: float,
        limit: int,
    ) -> None:
        """Begin with an empty room.

        Args:
            conversation_id: What they are in.
            book: Who was here before.
            host: Greets them, and sees them out.
            inbox: Takes in what they do beside talking.
            grace_secs: How long it waits for its last guest, told to their pages.
            limit: How many there may be at once.
        """
        self.book = book
        self._conversation_id = conversation_id
        self._host = host
        self._inbox = inbox
        self._grace_secs = grace_secs
        self._limit = limit
        self._here: dict[str, Guest] = {}
        self._tokens: dict[str, str] = {}
        self._say_goodbye: set[str] = set()
        self._seen: set[str] = {entry.guest.id for entry in book.entries}

    @property
    def here(self) -> list[Guest]:
        """Everybody who is on a line."""
        return list(self._here.values())

    def knows(self, token: str) -> bool:
        """Whether this token lets anybody in."""
        return self.book.knows(token)

    def admit(self, claim: Claim) -> Ticket:
        """Let a caller in.

        Args:
            claim: By what right.

        Raises:
            NotYourConversationError: If by none.
            RoomFullError: If nobody more may join. Whoever is back on another line may stay.
        """
        guest = self.book.recognise(claim.token)
        if guest is None and self.book.entries and not self.book.invites(claim.token):
            raise NotYourConversationError(claim)
        if len(self._here) >= self._limit and (guest is None or guest.id not in self._here):
            raise RoomFullError(self._limit)
        if guest is not None:
            self._tokens[guest.id] = claim.token
            return Ticket(guest, claim.token)
        guest, token = self.book.enter(claim.name)
        self._tokens[guest.id] = token
        return Ticket(guest, token)

    def has_seen(self, guest: Guest) -> bool:
        """Whether a guest has been here before."""
        return guest.id in self._seen

    # What the room tells

    def came(self, guest: Guest, *, back: bool) -> None:
        """A guest is on a line now."""
        returned = back or guest.id in self._seen
        others = [each for each in self._here.values() if each.id != guest.id]
        self._seen.add(guest.id)
        self._here[guest.id] = guest
        self._host.send(self._about(guest, returned), to=guest)
        self._host.arrived(guest)
        for other in others if not back else ():
            self._host.send(self._change("participant-joined", guest), to=other)
        # Nobody talks over the others because somebody's connection is bad.
        if not others:
            self._host.welcome(guest, back=returned)
        elif not returned:
            self._host.joined(guest)

    def went(self, guest: Guest, end: LineEnd) -> None:
        """A guest is on no line any more."""
        self._here.pop(guest.id, None)
        if end is LineEnd.HUNG_UP and guest.id in self._say_goodbye:
            # A page that is reloaded closes its connection as one does that hangs up.
            end = LineEnd.LOST
        if self._here:
            self._host.send(self._change("participant-left", guest))
        else:
            self._host.left_alone(end)

    def told(self, guest: Guest, message: dict[str, Any]) -> bool:
        """A guest sent a message; True if it was not for the pipeline."""
        data = message.get("data")
        wish = data.get("t") if isinstance(data, dict) else None
        if message.get("type") == "disconnect-bot" or wish == "hang-up":
            self._host.dismiss(guest)
        elif wish == "interrupt":
            self._inbox.interrupt()
        elif wish == "says-goodbye":
            self._say_goodbye.add(guest.id)
        elif wish == "ping":
            # Browsers do not tell a page of a WebSocket's own pings.
            self._host.send({"type": "pong"}, to=guest)
        elif wish == "assignment":
            self._inbox.wish(data.get("d") if isinstance(data, dict) else None)
        elif wish == "change":
            about = data.get("d") if isinstance(data, dict) else None
            self._inbox.wish({**about, "desk": "change"} if isinstance(about, dict) else None)
        elif wish == "recording":
            self._switch_recording(data.get("d") if isinstance(data, dict) else None)
        elif wish == "answer-question":
            self._answered(data.get("d") if isinstance(data, dict) else None)
        else:
            if message.get("type") == "send-text" and isinstance(data, dict):
                self._inbox.heard(str(data.get("content") or ""))
            return False
        return True

    def pressed(self, guest: Guest, key: str) -> None:
        """A guest pressed a key of their telephone."""
        self._inbox.press(guest, key)

    def _switch_recording(self, switch: object) -> None:
        match switch:
            # On again would be without the others' knowledge.
            case {"on": False}:
                self._host.stop_recording()

    def _answered(self, choice: object) -> None:
        match choice:
            case {"id": str() as question_id, "yes": bool() as yes}:
                self._inbox.answer_question(question_id, yes=yes)

    def _about(self, guest: Guest, resumed: bool) -> dict[str, Any]:
        return {
            "type": "conversation",
            "id": self._conversation_id,
            "resume_token": self._tokens.get(guest.id, ""),
            "invite_token": self.book.invite_token,
            "participant": guest.as_message(),
            "participants": [each.as_message() for each in self._here.values()],
            "resumed": resumed,
            "grace_secs": self._grace_secs,
        }

    def _change(self, kind: str, guest: Guest) -> dict[str, Any]:
        return {
            "type": kind,
            "participant": guest.as_message(),
            "participants": [each.as_message() for each in self._here.values()],
        }
