"""Sound leaves every 20 ms, silence hardly ever, and the clock goes on through both."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.transports.webrtc.outflow import Outflow

START = 1_000.0


class Line:
    """Packets as they leave, with a clock that jumps from one to the next."""

    def __init__(self) -> None:
        self.now = START
        self.left: list[tuple[float, int]] = []
        self._flow = Outflow(self.now)

    def run(self, secs: float, *, sound: bool) -> None:
        until = self.now + secs
        while (wait := self._flow.wait(self.now, has_sound=sound)) < until - self.now - 1e-9:
            self.now += wait
            self.left.append((self.now - START, self._flow.take(self.now, has_sound=sound)))
        self.now = until

    def stall(self, secs: float) -> None:
        self.now += secs


def test_sound_leaves_fifty_times_a_second() -> None:
    line = Line()
    line.run(2, sound=True)
    assert len(line.left) == 100


def test_silence_leaves_five_times_a_second_once_the_last_word_has_faded() -> None:
    line = Line()
    line.run(1, sound=True)
    line.left.clear()
    line.run(0.12, sound=False)
    assert len(line.left) == 6
    line.left.clear()
    line.run(2, sound=False)
    assert 9 <= len(line.left) <= 10


def test_sound_after_a_silence_leaves_at_once() -> None:
    line = Line()
    line.run(1.234, sound=False)
    line.left.clear()
    line.run(0.1, sound=True)
    assert line.left[0][0] == pytest.approx(1.234, abs=0.02)


def test_after_a_stall_packets_leave_in_a_row_and_keep_their_places() -> None:
    line = Line()
    line.run(0.2, sound=True)
    line.stall(0.1)
    line.left.clear()
    line.run(0.001, sound=True)
    assert [place for _, place in line.left] == [9600 + 960 * n for n in range(6)]


@given(st.lists(st.tuples(st.floats(0.001, 1.0), st.booleans()), max_size=30))
def test_places_follow_the_clock_and_never_overlap(stretches: list[tuple[float, bool]]) -> None:
    line = Line()
    for secs, sound in stretches:
        line.run(secs, sound=sound)
    for at, place in line.left:
        assert place / 48_000 == pytest.approx(at, abs=0.001)
    places = [place for _, place in line.left]
    assert all(after - before >= 959 for before, after in pairwise(places))
