from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.transports.websocket.outbox import Outbox, OutboxFullError

_TEN_MS = 0.01


def _taken(outbox: Outbox) -> list[bytes | str]:
    taken = []
    while outbox:
        taken.append(outbox.take())
    return taken


def test_old_sound_gives_way_and_messages_stay() -> None:
    outbox = Outbox(3 * _TEN_MS)
    for name in ("m1", "s1", "s2", "m2", "s3", "s4", "s5"):
        if name.startswith("m"):
            outbox.put_control([name])
        else:
            outbox.put_sound([name], _TEN_MS)
    assert outbox.dropped_secs == pytest.approx(2 * _TEN_MS)
    assert _taken(outbox) == ["m1", "m2", "s3", "s4", "s5"]


def test_clearing_takes_sound_alone() -> None:
    outbox = Outbox(1)
    outbox.put_sound(["s1"], _TEN_MS)
    outbox.put_control(["m1"])
    outbox.clear_sound()
    assert outbox.sound_secs == 0
    assert _taken(outbox) == ["m1"]


def test_a_caller_who_takes_nothing_for_ever_is_given_up() -> None:
    outbox = Outbox(1)
    with pytest.raises(OutboxFullError):
        outbox.put_control(["x" * 1000] * 2000)


@given(st.lists(st.one_of(st.just("message"), st.just("take"), st.floats(0.001, 0.1))))
def test_it_never_holds_more_sound_than_it_may_and_loses_no_message(
    happenings: list[str | float],
) -> None:
    outbox = Outbox(0.2)
    put, taken = 0, 0
    for each in happenings:
        if each == "message":
            outbox.put_control(["m"])
            put += 1
        elif isinstance(each, float):
            outbox.put_sound([b"s"], each)
        elif outbox:
            taken += outbox.take() == "m"
        assert -1e-6 <= outbox.sound_secs <= 0.2 + 1e-6
    assert taken + _taken(outbox).count("m") == put
