"""Several people at once become one sound, without a clock."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repartee.transports.daily.crowd import Crowd

FRAME = 320


def sound(level: int, frames: float = 1) -> bytes:
    return np.full(int(FRAME * frames), level, np.int16).tobytes()


def levels(frames: list[bytes]) -> list[int]:
    return [int(np.frombuffer(each, np.int16)[0]) for each in frames]


def test_one_person_alone_is_passed_on_at_once() -> None:
    crowd = Crowd()
    assert levels(list(crowd.add("anna", sound(7)))) == [7]
    assert levels(list(crowd.add("anna", sound(8, 2)))) == [8, 8]


def test_two_people_are_heard_together() -> None:
    crowd = Crowd()
    list(crowd.add("ben", sound(1)))
    list(crowd.add("anna", sound(100)))
    assert levels(list(crowd.add("ben", sound(20)))) == [120]


def test_loud_voices_do_not_turn_into_noise() -> None:
    crowd = Crowd()
    list(crowd.add("ben", sound(1)))
    assert list(crowd.add("anna", sound(30_000))) == []
    assert levels(list(crowd.add("ben", sound(30_000)))) == [32_767]


def test_whoever_falls_silent_holds_the_others_up_for_a_moment_alone() -> None:
    crowd = Crowd()
    list(crowd.add("ben", sound(1)))
    list(crowd.add("anna", sound(2)))
    list(crowd.add("ben", sound(1)))
    heard = [len(list(crowd.add("anna", sound(3)))) for _ in range(6)]
    assert heard == [0, 0, 0, 4, 1, 1]


def test_whoever_speaks_again_is_heard_again() -> None:
    crowd = Crowd()
    list(crowd.add("ben", sound(1)))
    for _ in range(6):
        list(crowd.add("anna", sound(3)))
    list(crowd.add("ben", sound(10)))
    assert levels(list(crowd.add("anna", sound(3)))) == [13]


def test_whoever_left_is_not_waited_for() -> None:
    crowd = Crowd()
    list(crowd.add("ben", sound(1)))
    list(crowd.add("anna", sound(2)))
    crowd.remove("ben")
    assert levels(list(crowd.add("anna", sound(3)))) == [2, 3]


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 900), st.booleans()), max_size=60))
def test_nothing_is_kept_for_long_and_every_frame_is_whole(
    steps: list[tuple[str, int, bool]],
) -> None:
    crowd = Crowd()
    for person, samples, leaves in steps:
        if leaves:
            crowd.remove(person)
            continue
        frames = list(crowd.add(person, bytes(2 * samples)))
        assert all(len(each) == 2 * FRAME for each in frames)
        assert max(map(len, crowd._waiting.values())) <= 5 * 2 * FRAME
