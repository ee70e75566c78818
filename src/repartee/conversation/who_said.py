from __future__ import annotations

from collections.abc import Sequence

from repartee.transports.room import Guest, signed


def who_said(text: str, guests: Sequence[Guest]) -> tuple[str, str]:
    """Tell whose words these are.

    Args:
        text: As the context has it: signed, where there is company.
        guests: Who is here.

    Returns:
        The guest's id, empty if it cannot be told, or several speak; and the words, without the
        signature of the one who said all of them.
    """
    signers = [guest for guest in guests if signed(guest, "") in text]
    if len(signers) == 1 and text.startswith(signed(signers[0], "")):
        return signers[0].id, text.replace(signed(signers[0], ""), "")
    return (guests[0].id if len(guests) == 1 and not signers else ""), text
