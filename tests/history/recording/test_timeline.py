from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from repartee.history.recording.timeline import Samples, Timeline

RATE = 1000


def sound(secs: float, level: int = 5000) -> Samples:
    return np.full(round(secs * RATE), level, np.int16)


def loud(taken: Samples) -> list[tuple[float, float]]:
    """From when to when there is sound, in seconds."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], taken != 0, [0]))))
    return [(int(a) / RATE, int(b) / RATE) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def test_what_is_said_lies_where_it_was_said() -> None:
    timeline = Timeline(RATE)
    timeline.came(sound(0.5), now=1.5)
    timeline.came(sound(0.5), now=3.0)
    assert loud(timeline.take(4.0)) == [(1.0, 1.5), (2.5, 3.0)]


def test_pieces_that_come_a_little_late_leave_no_gap() -> None:
    timeline = Timeline(RATE)
    for piece in range(50):
        timeline.came(sound(0.02), now=1.0 + 0.02 * piece + (0.03 if piece % 7 == 3 else 0))
    assert loud(timeline.take(3.0)) == [(0.98, 1.98)]


def test_a_burst_after_a_stall_is_moved_back_into_the_gap() -> None:
    timeline = Timeline(RATE)
    for piece in range(10):
        timeline.came(sound(0.02), now=1.0 + 0.02 * piece)
    for _ in range(20):
        timeline.came(sound(0.02), now=1.58)
    assert loud(timeline.take(3.0)) == [(0.98, 1.58)]


def test_nothing_is_said_before_the_sitting_began() -> None:
    timeline = Timeline(RATE)
    timeline.came(sound(0.5), now=0.2)
    assert loud(timeline.take(1.0)) == [(0.0, 0.2)]


def test_a_caller_whose_clock_is_fast_stays_within_time_at_the_cost_of_pauses() -> None:
    timeline = Timeline(RATE)
    taken = []
    for second in range(60):
        for piece in range(50):
            # Every other second is silence; each has one piece too many.
            said = sound(0.02, 5000 * (second % 2))
            timeline.came(said, now=second + 0.02 * (piece + 1))
        timeline.came(said, now=second + 1.0)
        taken.append(timeline.take(second + 0.5))
    ends = [end for _, end in loud(np.concatenate(taken))][:-1]
    assert len(ends) > 25
    assert all(min(end % 2, 2 - end % 2) < 0.05 for end in ends), ends


def test_what_the_agent_says_lies_where_it_is_heard() -> None:
    timeline = Timeline(RATE)
    for piece in range(10):
        timeline.planned(sound(0.02), at=2.0 + 0.02 * piece + 0.001 * (piece % 3))
    timeline.planned(sound(0.1), at=4.0)
    assert loud(timeline.take(5.0)) == [(2.0, 2.2), (4.0, 4.1)]


def test_what_an_interruption_kept_from_being_heard_is_gone() -> None:
    timeline = Timeline(RATE)
    timeline.planned(sound(1.0), at=1.0)
    timeline.cut(1.3)
    timeline.planned(sound(0.5), at=2.0)
    assert loud(timeline.take(3.0)) == [(1.0, 1.3), (2.0, 2.5)]


def test_what_was_taken_stays() -> None:
    timeline = Timeline(RATE)
    timeline.planned(sound(1.0), at=0.0)
    first = timeline.take(0.6)
    timeline.cut(0.3)
    assert loud(np.concatenate((first, timeline.take(2.0)))) == [(0.0, 0.6)]
    assert len(timeline.take(1.0)) == 0


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["came", "planned", "cut", "take"]),
            st.floats(0, 0.6),
            st.integers(0, 700),
        ),
        max_size=60,
    )
)
def test_whatever_comes_in_whatever_order_every_second_is_taken_once(
    steps: list[tuple[str, float, int]],
) -> None:
    timeline, now, taken = Timeline(RATE), 0.0, 0
    for step, secs, size in steps:
        now += secs
        match step:
            case "came":
                timeline.came(sound(size / RATE), now)
            case "planned":
                timeline.planned(sound(size / RATE), now)
            case "cut":
                timeline.cut(now)
            case _:
                taken += len(timeline.take(now - 0.3))
    taken += len(timeline.take(now + 1.0))
    assert taken == round((now + 1.0) * RATE)
