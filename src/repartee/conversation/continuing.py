from __future__ import annotations

import hmac

from repartee.conversation.claim import Claim, NoSuchConversationError, NotYourConversationError
from repartee.conversation.guest_book import GuestBook
from repartee.conversation.parts import Choices
from repartee.conversation.past import Earlier, Past
from repartee.conversation.snapshot import Snapshot


class Continuing:
    """Makes earlier conversations again, of what is written of them.

    The right to one have: who comes back with one of its tokens, while they are kept; the person
    whose it was; and, where nobody calls but friends of the operator, everybody, as they may read
    all that is written anyway.
    """

    def __init__(self, past: Past, *, among_friends: bool = False) -> None:
        """Look into the past.

        Args:
            past: What is written.
            among_friends: Whether nobody can call who was not let in by the operator.
        """
        self._past = past
        self._among_friends = among_friends

    async def begin_again(self, claim: Claim, kept: Snapshot | None, choices: Choices) -> Snapshot:
        """Prepare another sitting of a conversation.

        Args:
            claim: Which one, and by what right.
            kept: What is on the shelf of it, None for nothing.
            choices: What counts from now on.

        Returns:
            What was said in it, and who may come back to it: the holders of old tokens, too.

        Raises:
            NoSuchConversationError: If nothing is written of it.
            NotYourConversationError: If the caller has no right to it.
            HistoryAwayError: If that cannot be found out.
        """
        earlier = await self._past.find(claim.conversation_id)
        if earlier is None:
            raise NoSuchConversationError
        if not self._may(claim, kept, earlier):
            raise NotYourConversationError(claim)
        book = GuestBook(kept.guests, kept.invite_token) if kept else GuestBook()
        return Snapshot(
            claim.conversation_id,
            book.entries,
            book.invite_token,
            earlier.messages,
            choices,
            earlier.sittings,
            earlier.turns,
            earlier.spent_usd,
        )

    async def check_new(self, claim: Claim) -> None:
        """Ask whether a conversation may begin by an id that its caller chose.

        It would be written down with an earlier one of that id, and its caller could go on with
        that one by the tokens of this one.

        Args:
            claim: An id that is on no shelf.

        Raises:
            NotYourConversationError: If an earlier one has it, which is somebody else's.
            HistoryAwayError: If that cannot be found out.
        """
        if self._among_friends:
            return
        owner = await self._past.owner(claim.conversation_id)
        if owner is not None and not is_person(claim.person, owner):
            raise NotYourConversationError(claim)

    def _may(self, claim: Claim, kept: Snapshot | None, earlier: Earlier) -> bool:
        if self._among_friends or is_person(claim.person, earlier.person):
            return True
        return kept is not None and GuestBook(kept.guests, kept.invite_token).knows(claim.token)


def is_person(shown: str, known: str) -> bool:
    """Whether somebody is the person whose something is.

    Args:
        shown: Who they are; empty for somebody unknown, who is nobody.
        known: Whose it is.
    """
    return bool(shown) and hmac.compare_digest(shown.encode(), known.encode())
