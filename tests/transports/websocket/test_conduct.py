from __future__ import annotations

import pytest

from repartee.transports.websocket.codec import BadFrameError, CloseCode
from repartee.transports.websocket.conduct import Allowance, Conduct, SocketLimits


def test_an_allowance_comes_back_with_time() -> None:
    allowance = Allowance(per_sec=10, at_once=5)
    assert [allowance.take(1, now=0) for _ in range(6)] == [True] * 5 + [False]
    assert allowance.take(1, now=0.1)
    assert not allowance.take(1, now=0.1)
    assert [allowance.take(1, now=100) for _ in range(6)] == [True] * 5 + [False]


def test_real_speech_is_heard_for_ever() -> None:
    conduct = Conduct(SocketLimits(sound_at_once_secs=1))
    assert all(conduct.may_be_heard(0.02, now=at * 0.02) for at in range(10_000))


def test_sound_faster_than_speech_is_not_heard_in_the_end() -> None:
    conduct = Conduct(SocketLimits(sound_at_once_secs=1))
    heard = sum(conduct.may_be_heard(0.02, now=at * 0.001) for at in range(1000))
    assert 50 <= heard <= 101
    assert conduct.unheard_secs == pytest.approx((1000 - heard) * 0.02)


def test_what_was_held_up_on_the_way_is_taken_in() -> None:
    conduct = Conduct(SocketLimits())
    for _ in range(20 * 63):
        conduct.check_frame(600, now=20)
        assert conduct.may_be_heard(0.016, now=20)


def test_a_frame_too_long_or_too_many_is_bad() -> None:
    conduct = Conduct(SocketLimits(frame_bytes=100, frames_at_once=1))
    with pytest.raises(BadFrameError) as long:
        conduct.check_frame(101, now=0)
    assert long.value.code is CloseCode.TOO_BIG
    conduct.check_frame(100, now=0)
    with pytest.raises(BadFrameError) as many:
        conduct.check_frame(100, now=0)
    assert many.value.code is CloseCode.POLICY


def test_only_nonsense_in_a_row_gives_a_caller_up() -> None:
    conduct = Conduct(SocketLimits(bad_in_a_row=3))
    assert [conduct.bad(), conduct.bad()] == [False, False]
    conduct.good()
    assert [conduct.bad(), conduct.bad(), conduct.bad()] == [False, False, True]
    assert conduct.bad_frames == 5


def test_a_caller_is_told_once_a_lapse_and_not_for_ever() -> None:
    conduct = Conduct(SocketLimits())
    told = 0
    for _ in range(50):
        conduct.bad()
        told += conduct.calls_for_a_word
        conduct.bad()
        told += conduct.calls_for_a_word
        conduct.good()
    assert 1 <= told <= 10
