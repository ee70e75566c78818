from __future__ import annotations

import asyncio
from typing import Any

from loguru import logger

from repartee.conversation.attendance import Next, after_the_last_went
from repartee.conversation.company import Company
from repartee.conversation.errands import Errands
from repartee.conversation.guest_book import GuestBook
from repartee.conversation.inbox import Inbox
from repartee.conversation.keeper import Keeper
from repartee.conversation.life import EndReason, SessionLife, SessionState, sentence_for
from repartee.conversation.parts import Choices, ConversationLimits, Parts
from repartee.conversation.talk import Talk
from repartee.conversation.taping import Studio, Taping
from repartee.conversation.welcome import Welcome
from repartee.transports.line import LineEnd
from repartee.transports.room import Guest, Room

# What was just sent over the data channel needs a moment on the wire before the socket closes.
_LAST_WORD_SECS = 0.1
_COMPANY = (
    "Several people take part in this conversation now: {names}. What they say begins with their "
    "name in brackets. Never put names in brackets into your answers."
)
WELCOME_BACK = "Welcome back. Let's go on where we were."
"""Said to whoever comes back into their conversation."""


class Steward:
    """Looks after the guests of one conversation (`CompanyHost`).

    Greets whoever comes, waits for the last one who went, and sees everybody out.
    """

    def __init__(
        self,
        conversation_id: str,
        book: GuestBook,
        parts: Parts,
        choices: Choices,
        limits: ConversationLimits,
        *,
        life: SessionLife,
        errands: Errands,
        talk: Talk,
        keeper: Keeper,
        studio: Studio | None = None,
    ) -> None:
        """Prepare an empty room.

        Args:
            conversation_id: What guests are told they are in, and logs.
            book: Who was here before.
            parts: Know who the agent is, and at which rate it speaks.
            choices: What the first caller chose.
            limits: How many guests there may be, and how long the last one is waited for.
            life: The conversation's.
            errands: Runs greetings and farewells.
            talk: Speaks.
            keeper: Told when somebody new must be remembered.
            studio: Makes recordings; None where none may be made.
        """
        self.inbox = Inbox(talk, self._type_for)
        self.company = Company(
            conversation_id,
            book,
            self,
            self.inbox,
            grace_secs=limits.grace_secs,
            limit=limits.most_guests,
        )
        self.room = Room(parts.audio_out_sample_rate, self.company)
        self.taping = Taping(studio, conversation_id, self.room, self.send)
        """Whether it is recorded."""
        self.alone_since = 0.0
        """When the last caller went, in the event loop's time."""
        self._id = conversation_id
        self._parts = parts
        self._choices = choices
        self._grace_secs = limits.grace_secs
        self._life = life
        self._errands = errands
        self._talk = talk
        self._keeper = keeper
        self._welcome = Welcome(talk.speak)
        self._grace: asyncio.TimerHandle | None = None

    # Coming and going

    def arrived(self, guest: Guest) -> None:
        """Let somebody's page know whether this is recorded."""
        self.taping.show(guest)

    def welcome(self, guest: Guest, *, back: bool) -> None:
        """Greet whoever is here now."""
        self._wait_no_longer()
        if self._life.state is SessionState.HELD:
            self._life.take_up()
        self._talk.pauses.somebody_is_here()
        logger.bind(session=self._id).info("{} is {}here", guest.name, "back " if back else "")
        words = WELCOME_BACK if back else self._parts.persona(self._choices).greeting
        said = (words if self._choices.greeting else "", self.taping.notice_for(guest))
        self._errands.fire(self._welcome.expect(" ".join(filter(None, said))), "greeting")

    async def greet(self) -> None:
        """Greet whoever is ready now, unless that was done."""
        await self._welcome.greet()

    def joined(self, guest: Guest) -> None:
        """Tell the brain that there are several people now."""
        logger.bind(session=self._id).info("{} has joined", guest.name)
        self._keeper.note_change()
        self._talk.note(_COMPANY.format(names=", ".join(each.name for each in self.company.here)))
        if notice := self.taping.notice_for(guest):
            self._errands.fire(self._talk.say(notice), "telling of the recording")

    def answered(self, heard: str) -> None:
        """Tell of the recording once more if what was heard of the agent did not have it."""
        if notice := self.taping.notice_after(heard):
            self._errands.fire(self._talk.say(notice), "telling of the recording")

    def stop_recording(self) -> bool:
        """Record nothing more of this sitting."""
        return self.taping.stop()

    def left_alone(self, end: LineEnd) -> None:
        """End, or wait for the last guest to come back."""
        self._talk.pauses.nobody_is_here()
        self._welcome.forget()
        after = after_the_last_went(end, grace_secs=self._grace_secs, busy=self._errands.awaited)
        if after is Next.END or self._life.state is not SessionState.LIVE:
            self._life.ask_to_end(EndReason.CALLER_LEFT)
        else:
            self._hold()

    def _hold(self) -> None:
        self._life.hold()
        # What nobody hears now must not count as said.
        self._talk.interrupt()
        loop = asyncio.get_running_loop()
        self.alone_since = loop.time()
        self._grace = loop.call_later(
            self._grace_secs, self._life.ask_to_end, EndReason.CALLER_LEFT
        )
        logger.bind(session=self._id).info("Nobody is here; held for {}s", self._grace_secs)

    def _wait_no_longer(self) -> None:
        if self._grace is not None:
            self._grace.cancel()
            self._grace = None

    # Seeing out

    def dismiss(self, guest: Guest) -> None:
        """Let a guest go who hangs up; the last one ends the conversation."""
        if len(self.company.here) <= 1:
            self._life.ask_to_end(EndReason.CALLER_LEFT)
        else:
            reason = EndReason.CALLER_LEFT
            farewell = self.room.dismiss([guest], str(reason), sentence_for(reason))
            self._errands.fire(farewell, "a farewell")

    async def say_why_it_ends(self, reason: EndReason) -> None:
        """Tell everybody before their lines are closed; nobody is waited for any more."""
        self._wait_no_longer()
        self.send({"type": "ending", "reason": str(reason), "message": sentence_for(reason)})
        if self.company.here:
            await asyncio.sleep(_LAST_WORD_SECS)

    async def dismiss_all(self, reason: EndReason) -> None:
        """Close everybody's line."""
        await self.room.dismiss(self.company.here, str(reason), sentence_for(reason))

    # Messages

    def send(self, data: dict[str, Any], to: Guest | None = None) -> None:
        """Send one guest, or all of them, a server message past the pipeline."""
        message = {"label": "rtvi-ai", "type": "server-message", "id": self._id, "data": data}
        if to is None:
            self.room.announce(message)
        else:
            self.room.send(to, message)

    def _type_for(self, guest: Guest, text: str) -> None:
        """Take in a sentence as if a guest had typed it."""
        options = {"run_immediately": True, "audio_response": True}
        data = {"content": text, "options": options}
        message = {"label": "rtvi-ai", "type": "send-text", "id": "keypad", "data": data}
        self.room.tell(guest, message)
