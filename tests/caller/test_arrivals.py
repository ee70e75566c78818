from __future__ import annotations

import pytest
from aiortc import RTCPeerConnection
from aiortc.rtp import RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from repartee.caller.arrivals import ArrivalClock
from repartee.caller.wires.arrival_buffer import ArrivalBuffer


class Line:
    """A buffer, and a clock that is set by hand."""

    def __init__(self) -> None:
        self.now = 50.0
        self.clock = ArrivalClock()
        self.buffer = ArrivalBuffer(self.clock, lambda: self.now)

    def bring(self, number: int, ticks: int, at: float) -> int | None:
        """A packet comes; the place it is handed on with, None if it is not."""
        self.now = at
        packet = RtpPacket(sequence_number=number & 0xFFFF, timestamp=ticks & 0xFFFFFFFF)
        packet._data = b"sound"  # type: ignore[attr-defined]
        _, frame = self.buffer.add(packet)
        return frame.timestamp if frame else None


@pytest.fixture
def line() -> Line:
    return Line()


def test_every_packet_is_handed_on_at_once_and_in_place(line: Line) -> None:
    assert [line.bring(n, 5000 + 960 * n, 50 + n / 50) for n in range(3)] == [0, 960, 1920]
    assert line.clock.at(960 + 10) == 50.02


def test_a_lost_packet_leaves_a_gap_and_holds_nothing_up(line: Line) -> None:
    line.bring(1, 0, 50)

    assert line.bring(3, 1920, 50.04) == 1920
    assert line.buffer.lost == 1


def test_late_and_doubled_packets_are_left_out(line: Line) -> None:
    line.bring(1, 0, 50)
    line.bring(3, 1920, 50.04)

    assert line.bring(2, 960, 50.05) is None
    assert line.bring(3, 1920, 50.06) is None
    assert line.buffer.received == 2


def test_numbers_and_clocks_may_wrap_around(line: Line) -> None:
    line.bring(0xFFFF, 0xFFFFFFFF - 959, 50)

    assert line.bring(0, 0, 50.02) == 960
    assert line.buffer.lost == 0


def test_a_sender_whose_clock_jumps_is_placed_by_our_own(line: Line) -> None:
    line.bring(1, 1_000_000, 50)

    assert line.bring(2, 17, 50.5) == 24_000


def test_a_sample_before_all_packets_has_no_time(line: Line) -> None:
    with pytest.raises(LookupError, match="no packet"):
        line.clock.at(0)


def test_a_long_call_remembers_its_last_minute() -> None:
    clock = ArrivalClock()
    for index in range(10_000):
        clock.note(index * 960, index / 50)

    assert clock.at(9_999 * 960) == 9_999 / 50
    assert clock.at(7_000 * 960 + 959) == 7_000 / 50


async def test_the_installed_aiortc_can_be_measured_with() -> None:
    connection = RTCPeerConnection()
    receiver = connection.addTransceiver("audio").receiver
    buffer = ArrivalBuffer.install(receiver, ArrivalClock())

    assert receiver._RTCRtpReceiver__jitter_buffer is buffer  # type: ignore[attr-defined]
    await connection.close()


@given(st.permutations(range(30)))
def test_places_never_go_back_whatever_order_packets_come_in(order: list[int]) -> None:
    line = Line()
    handed_on = [line.bring(n, 960 * n, 50.0) for n in order]
    places = [place for place in handed_on if place is not None]

    assert places == sorted(set(places))
    assert line.buffer.received == len(places)
    assert line.buffer.received + line.buffer.lost == max(order) - order[0] + 1
