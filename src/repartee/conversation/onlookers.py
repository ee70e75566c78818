"""Who is shown what happens in a conversation, beside what is written down."""

from __future__ import annotations

from collections.abc import Callable

from repartee.conversation.events import Event

Onlooker = Callable[[Event], None]
"""Is shown each event as it happens; returns at once and never raises."""


def all_of(*onlookers: Onlooker | None) -> Onlooker:
    """One that shows each event to several, in their order.

    Args:
        onlookers: None for nobody.
    """
    present = [each for each in onlookers if each is not None]

    def show(event: Event) -> None:
        for onlooker in present:
            onlooker(event)

    return show
