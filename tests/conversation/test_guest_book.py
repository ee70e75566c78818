"""Only who was here, or is invited, may come in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.conversation.attendance import Next, after_the_last_went
from repartee.conversation.guest_book import LONGEST_NAME, GuestBook
from repartee.transports.line import LineEnd


def test_a_guest_is_known_by_their_token_and_by_nothing_else() -> None:
    book = GuestBook()
    anna, hers = book.enter("Anna")
    bob, his = book.enter("Bob")
    assert book.recognise(hers) == anna
    assert book.recognise(his) == bob
    assert hers not in repr(book.entries)
    for wrong in ("", hers[:-1], hers + "x", book.invite_token, anna.id):
        assert book.recognise(wrong) is None


def test_an_invitation_lets_new_guests_in_after_a_restart_too() -> None:
    book = GuestBook()
    anna, token = book.enter("Anna")
    again = GuestBook(book.entries, book.invite_token)
    assert again.invites(book.invite_token)
    assert again.recognise(token) == anna
    assert not again.invites("")
    assert not again.invites(token)


@pytest.mark.parametrize("name", ["Anna", "anna", " Anna ", "x" * LONGEST_NAME])
def test_nobody_can_be_taken_for_somebody_else_by_their_name(name: str) -> None:
    book = GuestBook()
    names = [book.enter(each)[0].name.casefold() for each in ("Anna", "x" * LONGEST_NAME, name)]
    assert len(set(names)) == 3
    assert max(map(len, names)) <= LONGEST_NAME


@given(st.text(max_size=300))
def test_any_name_can_stand_in_the_agents_context(name: str) -> None:
    guest, _ = GuestBook().enter(name)
    assert guest.name
    assert guest.name.isprintable()
    assert not set("[]\n") & set(guest.name)
    assert len(guest.name) <= LONGEST_NAME


@pytest.mark.parametrize(
    ("end", "busy", "grace_secs", "then"),
    [
        (LineEnd.LOST, False, 60, Next.HOLD),
        (LineEnd.HUNG_UP, False, 60, Next.END),
        # A timer still to ring is a reason to wait.
        (LineEnd.HUNG_UP, True, 60, Next.HOLD),
        (LineEnd.LOST, True, 0, Next.END),
    ],
)
def test_who_is_waited_for(end: LineEnd, busy: bool, grace_secs: float, then: Next) -> None:
    assert after_the_last_went(end, grace_secs=grace_secs, busy=busy) is then
