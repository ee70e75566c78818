"""What an agent says in the same words in every conversation."""

from __future__ import annotations

from collections.abc import Iterator

from repartee.conversation.steward import WELCOME_BACK
from repartee.services.failover import brain, ears
from repartee.stacks.fillers import filler_in

APOLOGIES = (brain.APOLOGY, ears.APOLOGY, ears.UNHEARD)
"""Said where a provider fails, whatever the language."""


def often_said(greeting: str, language: str, notice: str) -> Iterator[str]:
    """All that a voice may say more than once, as it is given it.

    Args:
        greeting: What is said first; empty for silence.
        language: BCP 47, in which the conversation is held.
        notice: What callers are told of a recording, behind the greeting; empty for nothing.
    """
    for first in filter(None, (greeting, WELCOME_BACK)):
        yield first
        if notice:
            yield f"{first} {notice}"
    yield notice
    yield filler_in(language)
    yield from APOLOGIES
