from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from repartee.services.failover.breaker import BreakerState, CircuitBreaker


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_one_failure_is_forgiven() -> None:
    breaker = CircuitBreaker(Clock())
    breaker.fail()
    assert breaker.state is BreakerState.CLOSED
    assert breaker.allows()


def test_two_failures_in_a_row_open_it() -> None:
    breaker = CircuitBreaker(Clock())
    breaker.fail()
    breaker.fail()
    assert breaker.state is BreakerState.OPEN
    assert not breaker.allows()


def test_a_success_between_two_failures_is_remembered() -> None:
    breaker = CircuitBreaker(Clock())
    breaker.fail()
    breaker.succeed()
    breaker.fail()
    assert breaker.allows()


def test_a_rejected_key_opens_it_at_once_and_for_long() -> None:
    clock = Clock()
    breaker = CircuitBreaker(clock)
    breaker.fail(permanent=True)
    clock.now += 200
    assert not breaker.allows()


def test_a_provider_that_asks_to_be_left_alone_is_left_alone() -> None:
    clock = Clock()
    breaker = CircuitBreaker(clock)
    breaker.fail(rest_secs=42)
    clock.now += 41
    assert not breaker.allows()
    clock.now += 2
    assert breaker.state is BreakerState.HALF_OPEN


def test_after_its_rest_one_alone_may_try() -> None:
    clock = Clock()
    breaker = CircuitBreaker(clock)
    breaker.fail()
    breaker.fail()
    clock.now += 11
    assert breaker.allows()
    breaker.begin(longest_secs=8)
    assert not breaker.allows()


def test_a_trial_whose_outcome_is_never_told_does_not_block_for_ever() -> None:
    clock = Clock()
    breaker = CircuitBreaker(clock)
    breaker.fail(permanent=True)
    clock.now += 301
    breaker.begin(longest_secs=8)
    clock.now += 9
    assert breaker.allows()


def test_a_good_trial_closes_it_and_a_bad_one_doubles_the_rest() -> None:
    clock = Clock()
    breaker = CircuitBreaker(clock)
    breaker.fail()
    breaker.fail()
    clock.now += 11
    breaker.fail()
    clock.now += 11
    assert not breaker.allows()
    clock.now += 10
    assert breaker.allows()
    breaker.succeed()
    assert breaker.state is BreakerState.CLOSED


def test_a_second_failure_makes_a_long_rest_no_shorter() -> None:
    clock = Clock()
    breaker = CircuitBreaker(clock)
    breaker.fail(permanent=True)
    breaker.fail()
    clock.now += 200
    assert not breaker.allows()


@given(
    st.lists(
        st.one_of(st.just("fail"), st.just("succeed"), st.just("begin"), st.floats(0.1, 400.0)),
        max_size=40,
    )
)
def test_no_provider_is_shut_out_for_good(story: list[str | float]) -> None:
    clock = Clock()
    breaker = CircuitBreaker(clock)
    for event in story:
        match event:
            case "fail":
                breaker.fail()
            case "succeed":
                breaker.succeed()
            case "begin":
                breaker.begin(longest_secs=8)
            case float():
                clock.now += event
    clock.now += 301
    assert breaker.allows()
