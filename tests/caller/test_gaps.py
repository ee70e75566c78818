from __future__ import annotations

import pytest

from repartee.caller.gaps import Arrival, Gap, missing_seconds, packets_missing
from repartee.caller.speech_edges import SampleSpan
from repartee.caller.turn_log import Span

SECOND = 48_000


def speech(first: float, last: float) -> Span:
    return Span(first, last, SampleSpan(round(first * SECOND), round(last * SECOND)))


def gap(at: float, seconds: float) -> Gap:
    return Gap(round(at * SECOND), round(seconds * SECOND))


def packets(count: int, late: dict[int, float] | None = None) -> list[Arrival]:
    return [Arrival(n * 960, 10 + n * 0.02 + (late or {}).get(n, 0.0)) for n in range(count)]


@pytest.mark.parametrize(
    ("where", "counts"),
    [
        (gap(1.5, 0.1), True),  # in the middle of a word
        (gap(2.3, 0.1), True),  # between two stretches of one answer
        (gap(0.5, 0.4), False),  # before it began
        (gap(5.0, 0.1), False),  # long after it ended
        (gap(2.1, 1.2), False),  # so long that it is the agent's own
    ],
)
def test_only_gaps_inside_an_answer_are_missed(where: Gap, counts: bool) -> None:
    missed = missing_seconds([where], [speech(1, 2), speech(2.5, 3)])

    assert missed == (pytest.approx(where.samples / SECOND) if counts else 0)


def test_packets_that_come_in_time_leave_no_gap() -> None:
    assert packets_missing(packets(100, late={5: 0.03, 60: 0.055})) == []


def test_silence_that_was_not_sent_is_no_gap() -> None:
    arrivals = packets(100)
    arrivals[50] = Arrival(50 * 960, arrivals[50].at, follows_silence=True)
    del arrivals[30:50]

    assert packets_missing(arrivals) == []


def test_a_lost_packet_is_a_gap() -> None:
    arrivals = packets(100)
    del arrivals[50]

    assert packets_missing(arrivals) == [Gap(50 * 960, 960)]


def test_a_packet_overtaken_within_the_buffer_is_none() -> None:
    arrivals = packets(100, late={50: 0.03})
    arrivals[50], arrivals[51] = arrivals[51], arrivals[50]

    assert packets_missing(arrivals) == []


def test_a_packet_that_comes_far_too_late_is_a_gap() -> None:
    assert packets_missing(packets(100, late={50: 0.3})) == [Gap(50 * 960, 960)]


def test_the_buffer_grows_with_the_jitter() -> None:
    jittery = {n: 0.1 * (n % 3) for n in range(100)}

    assert len(packets_missing(packets(100, jittery))) < 10


def test_without_packets_there_is_nothing_to_miss() -> None:
    assert packets_missing([]) == []
