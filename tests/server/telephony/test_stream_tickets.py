from __future__ import annotations

from dataclasses import dataclass

from hypothesis import given
from hypothesis import strategies as st

from repartee.server.choices import Wishes
from repartee.server.telephony.stream_tickets import TICKET_SECS, StreamTicket, StreamTickets


@dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


_TICKET = StreamTicket(vendor="twilio", call_id="CA1", wishes=Wishes(persona="receptionist"))


def test_a_ticket_brings_back_what_it_was_issued_for() -> None:
    tickets = StreamTickets(b"key", Clock())
    assert tickets.redeem(tickets.issue(_TICKET), "twilio") == _TICKET


def test_a_ticket_is_good_once() -> None:
    tickets = StreamTickets(b"key", Clock())
    ticket = tickets.issue(_TICKET)
    tickets.redeem(ticket, "twilio")
    assert tickets.redeem(ticket, "twilio") is None


def test_a_ticket_is_no_good_with_another_vendor_and_is_not_used_up_there() -> None:
    tickets = StreamTickets(b"key", Clock())
    ticket = tickets.issue(_TICKET)
    assert tickets.redeem(ticket, "plivo") is None
    assert tickets.redeem(ticket, "twilio") == _TICKET


def test_a_ticket_grows_old() -> None:
    clock = Clock()
    tickets = StreamTickets(b"key", clock)
    early, late = tickets.issue(_TICKET), tickets.issue(_TICKET)
    clock.now += TICKET_SECS
    assert tickets.redeem(early, "twilio") == _TICKET
    clock.now += 1
    assert tickets.redeem(late, "twilio") is None


def test_another_servers_ticket_is_worth_nothing() -> None:
    clock = Clock()
    foreign = StreamTickets(b"another key", clock).issue(_TICKET)
    assert StreamTickets(b"key", clock).redeem(foreign, "twilio") is None


@given(where=st.integers(0, 1000), what=st.characters())
def test_a_changed_ticket_is_worth_nothing(where: int, what: str) -> None:
    tickets = StreamTickets(b"key", Clock())
    ticket = tickets.issue(_TICKET)
    at = where % len(ticket)
    changed = ticket[:at] + what + ticket[at + 1 :]
    assert (tickets.redeem(changed, "twilio") is not None) == (changed == ticket)


@given(presented=st.text())
def test_nonsense_is_no_ticket(presented: str) -> None:
    assert StreamTickets(b"key", Clock()).redeem(presented, "twilio") is None


def test_used_tickets_are_forgotten_once_they_are_old() -> None:
    clock = Clock()
    tickets = StreamTickets(b"key", clock)
    for _ in range(100):
        tickets.redeem(tickets.issue(_TICKET), "twilio")
        clock.now += TICKET_SECS / 2
    assert len(tickets._used) <= 4
