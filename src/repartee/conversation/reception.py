from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from dataclasses import replace
from weakref import WeakValueDictionary

from loguru import logger

from repartee.conversation.claim import Claim, NoSuchConversationError, NotYourConversationError
from repartee.conversation.company import Ticket
from repartee.conversation.continuing import Continuing, is_person
from repartee.conversation.guest_book import GuestBook
from repartee.conversation.menu import Menu
from repartee.conversation.parts import Choices
from repartee.conversation.past import NoPast
from repartee.conversation.session import Session
from repartee.conversation.session_manager import SessionManager
from repartee.conversation.snapshot import Shelf, Snapshot
from repartee.transports.line import Line, LineEnd

MakeSession = Callable[[str, Choices, Snapshot | None], Session]


class Reception:
    """Lets callers in, whichever way they come: into a new conversation, or back into theirs."""

    def __init__(
        self,
        sessions: SessionManager,
        make_session: MakeSession,
        shelf: Shelf,
        menu: Menu,
        continuing: Continuing | None = None,
    ) -> None:
        """Open the reception.

        Args:
            sessions: The conversations that go on.
            make_session: Makes a conversation of its id, the choices of its first caller and what
                was kept of it.
            shelf: Where conversations are kept that do not go on.
            menu: What a caller may choose.
            continuing: Makes earlier conversations again; None where none is written down.
        """
        self._continuing = continuing or Continuing(NoPast())
        self._sessions = sessions
        self._make_session = make_session
        self._shelf = shelf
        # Callers of one conversation come in one by one, and hold up nobody else's.
        self._doors: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self.menu = menu

    def admit(self) -> None:
        """Ask whether one more conversation may begin.

        Raises:
            SessionsFullError: If not.
        """
        self._sessions.admit()

    async def check(self, claim: Claim) -> None:
        """Ask whether a caller would be let in.

        Args:
            claim: Which conversation they want to be in.

        Raises:
            SessionsFullError: If all lines are busy.
            NoSuchConversationError: If they come back to what is not kept.
            NotYourConversationError: If they show no right to it.
            HistoryAwayError: If they go on with what cannot be read.
        """
        if session := self._sessions.find(claim.conversation_id):
            if not session.company.knows(_shown_to(session, claim).token):
                raise NotYourConversationError(claim)
            return
        await self._sessions.wait_until_gone(claim.conversation_id)
        self.admit()
        await self._kept(claim, Choices())

    async def receive(
        self,
        line: Line,
        choices: Choices,
        claim: Claim | None = None,
        seated: Callable[[Claim], None] = lambda _: None,
    ) -> LineEnd:
        """Let a caller take part in a conversation until their line ends.

        Args:
            line: Their connection. It is closed when this returns, and left open if this raises.
            choices: What they chose; counts if the conversation is new.
            claim: Which conversation; None for a new one.
            seated: Told how to come back, before the line runs.

        Returns:
            How the line ended.

        Raises:
            SessionsFullError: If all lines are busy.
            NoSuchConversationError: If they come back to what is not kept.
            NotYourConversationError: If they show no right to it.
            HistoryAwayError: If they go on with what cannot be read.
            RoomFullError: If nobody more fits into the conversation.
        """
        claim = claim or Claim()
        async with self._doors.setdefault(claim.conversation_id, asyncio.Lock()):
            session, ticket = await self._enter(choices, claim)
        logger.bind(session=session.id).info("{} comes by {}", ticket.guest.name, line.kind)
        seated(Claim(session.id, ticket.token))
        return await session.receive(ticket, line)

    async def _enter(self, choices: Choices, claim: Claim) -> tuple[Session, Ticket]:
        session = self._sessions.find(claim.conversation_id)
        if session is not None:
            return session, session.company.admit(_shown_to(session, claim))
        await self._sessions.wait_until_gone(claim.conversation_id)
        kept = await self._kept(claim, choices)
        conversation_id = claim.conversation_id or secrets.token_hex(8)
        session = self._make_session(conversation_id, kept.choices if kept else choices, kept)
        if claim.continues and not session.company.knows(claim.token):
            # Their right is another one, and was looked at.
            claim = replace(claim, token=session.company.book.invite_token)
        ticket = session.company.admit(claim)
        self._sessions.start(session)
        return session, ticket

    async def _kept(self, claim: Claim, choices: Choices) -> Snapshot | None:
        if not claim.conversation_id:
            return None
        kept = await self._shelf.find(claim.conversation_id)
        if claim.continues:
            return await self._continuing.begin_again(claim, kept, choices)
        if kept is None:
            if claim.token:
                raise NoSuchConversationError
            await self._continuing.check_new(claim)
        if kept is not None and not GuestBook(kept.guests, kept.invite_token).knows(claim.token):
            raise NotYourConversationError(claim)
        return kept


def _shown_to(session: Session, claim: Claim) -> Claim:
    """The claim as one that invites, where somebody wants to go on in what goes on, and is theirs.

    They may have it open on another device.
    """
    if claim.continues and is_person(claim.person, session.choices.person):
        return replace(claim, token=session.company.book.invite_token)
    return claim
