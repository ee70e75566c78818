from __future__ import annotations

from aiortc.rtp import RtpPacket
from hypothesis import given
from hypothesis import strategies as st

from repartee.transports.packet_order import PacketOrder


def _packet(number: int) -> RtpPacket:
    packet = RtpPacket(sequence_number=number % 65_536, timestamp=number * 960)
    packet._data = bytes([number % 256])  # type: ignore[attr-defined]
    return packet


def _heard(numbers: list[int]) -> list[int]:
    order = PacketOrder()
    frames = [order.add(_packet(number))[1] for number in numbers]
    return [frame.timestamp // 960 for frame in frames if frame is not None]


@given(st.integers(0, 200_000), st.integers(1, 300))
def test_every_packet_in_order_is_heard_at_once(first: int, count: int) -> None:
    numbers = list(range(first, first + count))
    assert _heard(numbers) == numbers


def test_a_lost_packet_holds_nothing_back() -> None:
    assert _heard([1, 2, 5, 6]) == [1, 2, 5, 6]


def test_a_packet_that_comes_late_or_twice_is_dropped() -> None:
    assert _heard([1, 3, 2, 3, 4]) == [1, 3, 4]


@given(st.lists(st.integers(0, 1000), max_size=60))
def test_what_is_heard_never_goes_back_in_time(numbers: list[int]) -> None:
    heard = _heard(numbers)
    assert heard == sorted(set(heard))
