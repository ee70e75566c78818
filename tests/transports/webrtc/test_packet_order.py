from __future__ import annotations

import random
from collections.abc import Sequence

import pytest
from aiortc.jitterbuffer import JitterFrame
from aiortc.rtp import RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from repartee.transports.webrtc.packet_order import PacketOrder


class Line:
    """Packets of 20 ms, and the clock they come by."""

    def __init__(self) -> None:
        self.now = 100.0
        self.heard: list[tuple[int, float]] = []
        self._order = PacketOrder(self._hear, lambda: self.now)

    def bring(self, number: int, at: float) -> None:
        self.now = at
        self._order.add(_packet(number))

    def _hear(self, _: RtpPacket, frame: JitterFrame) -> None:
        self.heard.append((frame.timestamp // 960, self.now))

    @property
    def numbers(self) -> list[int]:
        return [number for number, _ in self.heard]


def _packet(number: int) -> RtpPacket:
    packet = RtpPacket(sequence_number=number % 65_536, timestamp=number * 960)
    packet._data = bytes([number % 256])  # type: ignore[attr-defined]
    return packet


def _heard(numbers: Sequence[int]) -> list[int]:
    line = Line()
    for place, number in enumerate(numbers):
        line.bring(number, 100 + place * 0.02)
    return line.numbers


def _jittery(count: int, mean: float, spread: float, loss: float = 0.0) -> Line:
    chance = random.Random(1)
    line = Line()
    sent = [n for n in range(count) if chance.random() >= loss]
    arrivals = sorted((n * 0.02 + max(0, chance.gauss(mean, spread)), n) for n in sent)
    for at, number in arrivals:
        line.bring(number, 100 + at)
    return line


@given(st.integers(0, 200_000), st.integers(1, 300))
def test_every_packet_in_order_is_heard_at_once(first: int, count: int) -> None:
    numbers = list(range(first, first + count))
    assert _heard(numbers) == numbers


def test_a_lost_packet_holds_nothing_back() -> None:
    assert _heard([1, 2, 5, 6]) == [1, 2, 5, 6]


def test_the_first_packet_that_comes_late_is_dropped_and_so_is_a_double() -> None:
    assert _heard([1, 3, 2, 3, 4]) == [1, 3, 4]


def test_once_packets_overtake_each_other_they_are_waited_for() -> None:
    assert _heard([1, 3, 2, 4, 6, 5, 7]) == [1, 3, 4, 5, 6, 7]


def test_what_is_lost_is_not_waited_for_longer_than_the_latest_took() -> None:
    line = Line()
    for number, at in ((1, 0.0), (3, 0.02), (2, 0.06), (4, 0.07), (6, 0.10)):
        line.bring(number, 100 + at)
    assert line.numbers == [1, 3, 4]

    line.bring(7, 100.16)
    assert line.numbers == [1, 3, 4, 6, 7]


def test_a_line_that_has_kept_order_for_long_is_trusted_again() -> None:
    line = Line()
    for number, at in ((1, 0.0), (3, 0.02), (2, 0.06), (4, 0.08), (600, 12.0)):
        line.bring(number, 100 + at)
    assert line.numbers == [1, 3, 4, 600]


@pytest.mark.parametrize("loss", [0.0, 0.05])
def test_a_line_of_150_and_50_ms_is_heard_almost_whole(loss: float) -> None:
    line = _jittery(1000, 0.15, 0.05, loss)
    came = round(1000 * (1 - loss))

    assert len(line.heard) > 0.97 * came
    waits = [at - 100 - number * 0.02 for number, at in line.heard]
    assert max(waits) < 0.15 + 0.5


def test_a_lossy_line_on_which_nothing_is_overtaken_is_heard_at_once() -> None:
    line = _jittery(500, 0.03, 0.0, loss=0.2)

    assert all(at - 100 - number * 0.02 == pytest.approx(0.03) for number, at in line.heard)


@given(st.lists(st.integers(0, 1000), max_size=60))
def test_what_is_heard_never_goes_back_in_time(numbers: list[int]) -> None:
    heard = _heard(numbers)
    assert heard == sorted(set(heard))


@given(st.permutations(range(65_500, 65_560)))
def test_numbers_that_begin_anew_are_in_order_too(numbers: list[int]) -> None:
    heard = _heard(numbers)
    assert heard == sorted(set(heard))
