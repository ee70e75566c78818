"""What a server says of how long its answers took."""

from __future__ import annotations

from repartee.caller.rtvi import Message
from repartee.caller.turn_accounts import TurnAccounts


def _told(steps: object) -> Message:
    return Message("server-message", {"type": "turn-measured", "steps_ms": steps})


def test_the_last_account_of_a_stretch_of_time_counts() -> None:
    accounts = TurnAccounts()
    accounts.take(_told({"decided": 200, "heard": 400.5}), 1)
    accounts.take(_told({"heard": 300}), 2)
    accounts.take(Message("server-message", {"type": "budget"}), 2)
    assert accounts.steps_ms(0, 2) == {"decided": 200, "heard": 400.5}
    assert accounts.steps_ms(0, 3) == {"heard": 300}
    assert accounts.steps_ms(3, 4) == {}


def test_the_account_of_an_answer_that_was_broken_off_comes_behind_its_last_sound() -> None:
    accounts = TurnAccounts()
    accounts.take(_told({"heard": 300}), 5.2)
    accounts.take(_told({"heard": 400}), 9)
    assert accounts.steps_ms(1, 5) == {"heard": 300}
    assert accounts.steps_ms(5, 12) == {"heard": 400}
    # An interruption that was never answered has no account of its own, and not a later one.
    assert accounts.steps_ms(6, 7) == {}


def test_an_account_of_nothing_heard_and_one_that_is_malformed_count_for_nothing() -> None:
    accounts = TurnAccounts()
    accounts.take(_told({"decided": 200}), 1)
    accounts.take(_told("soon"), 1)
    accounts.take(_told({"heard": 1, "words": "two", "decided": True}), 1)
    assert accounts.steps_ms(0, 2) == {"heard": 1}
