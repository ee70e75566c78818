from __future__ import annotations

from collections.abc import Callable

import pytest

from repartee.caller.arrivals import ArrivalClock
from repartee.caller.loudspeaker import Loudspeaker
from repartee.caller.player import Player
from tests.caller.support.sounds import silence, tone

RATE = 24_000


class Ear:
    """A player whose clock is set by hand."""

    def __init__(self) -> None:
        self.now = 100.0
        self.loudspeaker = Loudspeaker(ArrivalClock())
        self.player = Player(self.loudspeaker, lambda: self.now)

    def at(self, now: float, do: Callable[[], None]) -> None:
        self.now = now
        do()

    def gets(self, seconds: float) -> Callable[[], None]:
        return lambda: self.player.add(tone(seconds, rate=RATE), RATE)

    def gets_silence(self, seconds: float) -> Callable[[], None]:
        return lambda: self.player.add(silence(seconds, RATE), RATE)

    def hears_until(self, now: float) -> None:
        self.at(now, self.player.advance)


def test_what_comes_ahead_of_time_is_heard_in_time() -> None:
    ear = Ear()
    ear.at(100.0, ear.gets_silence(0.2))
    ear.at(100.0, ear.gets(0.3))
    ear.at(100.0, ear.gets_silence(0.3))
    ear.hears_until(101)

    (span,) = ear.loudspeaker.spans
    assert span.began == pytest.approx(100.2, abs=0.011)
    assert span.ended == pytest.approx(100.5, abs=0.011)


def test_what_is_not_due_is_not_heard() -> None:
    ear = Ear()
    ear.at(100.0, ear.gets(1.0))
    ear.hears_until(100.4)

    assert ear.loudspeaker.heard_seconds == pytest.approx(0.41, abs=0.011)


def test_what_is_cleared_before_its_time_is_never_heard() -> None:
    ear = Ear()
    ear.at(100.0, ear.gets(1.0))
    ear.at(100.4, ear.player.clear)
    ear.at(100.5, ear.gets_silence(0.5))
    ear.hears_until(102)

    (span,) = ear.loudspeaker.spans
    assert span.ended == pytest.approx(100.4, abs=0.011)


def test_what_comes_after_the_last_sound_has_ended_is_heard_at_once() -> None:
    ear = Ear()
    ear.at(100.0, ear.gets(0.2))
    ear.at(105.0, ear.gets(0.2))
    ear.hears_until(106)

    assert [span.began for span in ear.loudspeaker.spans] == pytest.approx([100, 105])


def test_a_late_piece_leaves_a_gap_of_its_lateness() -> None:
    ear = Ear()
    ear.at(100.0, ear.gets(0.2))
    ear.at(100.25, ear.gets(0.2))

    (gap,) = ear.player.gaps
    assert gap.samples == pytest.approx(0.05 * 48_000, abs=1)
    assert gap.position == pytest.approx(0.2 * 48_000, abs=1)


def test_a_mark_is_told_once_what_came_before_it_was_played() -> None:
    ear, told = Ear(), list[float]()
    ear.at(100.0, ear.gets(0.2))
    ear.player.when_played(lambda: told.append(ear.now))
    ear.at(100.0, ear.gets(0.2))
    ear.hears_until(100.15)
    assert not told

    ear.hears_until(100.21)
    assert told == [100.21]


def test_marks_come_back_when_their_sound_is_cleared() -> None:
    ear, told = Ear(), list[float]()
    ear.at(100.0, ear.gets(0.2))
    ear.player.when_played(lambda: told.append(ear.now))
    ear.at(100.1, ear.player.clear)

    assert told == [100.1]
