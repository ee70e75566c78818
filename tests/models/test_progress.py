from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.models.patience import Patience
from repartee.models.progress import Phase, Progress, RateEstimator, Tracker
from repartee.models.units import rate_text, size_text, time_text


def test_the_rate_is_that_of_the_last_ten_seconds() -> None:
    rate = RateEstimator()
    for second in range(10):
        rate.count(second, second * 100)
    for second in range(10, 31):
        rate.count(second, 1000 + (second - 10) * 500)
    assert rate.bytes_per_sec == pytest.approx(500)
    assert rate.secs_left(11_500 + 5000) == pytest.approx(11)


def test_what_was_here_before_counts_for_no_rate() -> None:
    rate = RateEstimator()
    rate.count(0, 5_000_000)
    rate.count(1, 5_000_100)
    assert rate.bytes_per_sec == pytest.approx(100)


def test_nothing_is_said_before_there_is_something_to_say() -> None:
    rate = RateEstimator()
    assert rate.bytes_per_sec is None
    rate.count(0, 0)
    rate.count(0.1, 100)
    assert rate.bytes_per_sec is None
    assert rate.secs_left(1000) is None


def test_a_standstill_promises_no_end() -> None:
    rate = RateEstimator()
    for second in range(20):
        rate.count(second, 100)
    assert rate.bytes_per_sec == 0
    assert rate.secs_left(1000) is None


@given(st.lists(st.tuples(st.floats(0.01, 5), st.integers(0, 10**9)), min_size=1, max_size=60))
def test_a_rate_is_never_negative_and_an_end_never_past(steps: list[tuple[float, int]]) -> None:
    rate, at = RateEstimator(), 0.0
    for pause, done in steps:
        at += pause
        rate.count(at, done)
        assert (rate.bytes_per_sec or 0) >= 0
        assert (rate.secs_left(10**9) or 0) >= 0


def test_a_tracker_tells_all_at_once() -> None:
    now = [0.0]
    tracker = Tracker("tiny", lambda: now[0])
    tracker.tell(0, 1000, "model.bin")
    now[0] = 2.0
    tracker.tell(500, 1000, "model.bin")
    assert tracker.progress == Progress(
        "tiny", Phase.RUNNING, 500, 1000, bytes_per_sec=250, secs_left=2, detail="model.bin"
    )
    assert tracker.progress.fraction == 0.5
    tracker.end(Phase.FAILED, "No.")
    assert tracker.progress.secs_left is None
    assert tracker.progress.phase.over


def test_patience_ends_after_failures_in_a_row_alone() -> None:
    patience = Patience(3)
    assert [patience.failed(), patience.failed(), patience.failed()] == [1, 2, None]
    patience.progressed()
    assert patience.failed() == 1
    assert patience.failed(retry_after_secs=7) == 7
    assert Patience().failed(retry_after_secs=3600) == 30


def test_figures_are_words_that_people_know() -> None:
    assert [size_text(n) for n in (0, 999, 78e6, 1.53e9, 21e9)] == [
        "0 bytes",
        "999 bytes",
        "78 MB",
        "1.53 GB",
        "21 GB",
    ]
    assert [rate_text(n) for n in (None, 52_000, 12.34e6)] == ["", "52 kB/s", "12.3 MB/s"]
    assert [time_text(n) for n in (None, 48.2, 185, 4800)] == ["", "48 s", "3:05 min", "1:20 h"]
