from __future__ import annotations

import secrets
from collections import OrderedDict
from dataclasses import dataclass

from repartee.conversation.claim import Claim
from repartee.conversation.parts import Choices

_MOST_WAITING = 1000


@dataclass(frozen=True)
class Announced:
    """What a caller said before connecting."""

    choices: Choices
    claim: Claim


class Tickets:
    """What callers said at the start whose connection has not come yet; the oldest give way."""

    def __init__(self) -> None:
        """Begin with none."""
        self._announced: OrderedDict[str, Announced] = OrderedDict()
        self._settled: OrderedDict[str, Announced] = OrderedDict()

    def issue(self, announced: Announced) -> str:
        """Keep what a caller said.

        Returns:
            The ticket, good for one connection; it cannot be guessed.
        """
        ticket = secrets.token_urlsafe(16)
        self._announced[ticket] = announced
        while len(self._announced) > _MOST_WAITING:
            self._announced.popitem(last=False)
        return ticket

    def holds(self, ticket: str) -> bool:
        """Whether there is such a ticket; it stays good."""
        return ticket in self._announced

    def take(self, ticket: str) -> Announced | None:
        """What was said for this ticket; None if there is no such one (any more).

        Who comes with a ticket that was used comes back to what came of it.
        """
        return self._announced.pop(ticket, None) or self._settled.get(ticket)

    def settle(self, ticket: str, announced: Announced) -> None:
        """Note what came of a ticket, for a client that offers once more.

        Pipecat's own client repeats its offer when a connection breaks, and knows no resume token.

        Args:
            ticket: As it was issued; others are ignored.
            announced: What is to count from now on.
        """
        if not ticket:
            return
        self._settled[ticket] = announced
        while len(self._settled) > _MOST_WAITING:
            self._settled.popitem(last=False)
