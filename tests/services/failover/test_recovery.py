from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st
from pipecat.utils.errors import ErrorCategory

from repartee.services.failover.recovery import Fault, GiveUp, Retry, Switch, fault_of, next_step


def decide(
    fault: Fault, *, tries: int = 1, elapsed: float = 0.0, others: bool = True
) -> Retry | Switch | GiveUp:
    return next_step(
        fault,
        tries=tries,
        elapsed_secs=elapsed,
        budget_secs=8.0,
        others=others,
        random=Random(1),
    )


def test_a_passing_fault_is_worth_one_quick_retry_before_somebody_else_is_asked() -> None:
    first = decide(Fault.BROKEN)
    assert isinstance(first, Retry)
    assert first.after_secs < 0.25
    assert decide(Fault.BROKEN, tries=2) == Switch()


def test_what_will_not_pass_or_kept_the_caller_waiting_is_worth_no_retry() -> None:
    for fault in (Fault.REFUSED, Fault.QUOTA, Fault.BUSY, Fault.SLOW):
        assert decide(fault) == Switch()


def test_with_nobody_else_retries_grow_until_the_budget_is_spent() -> None:
    waits = [decide(Fault.BROKEN, tries=n, others=False) for n in (1, 2, 3)]
    assert all(isinstance(step, Retry) for step in waits)
    seconds = [step.after_secs for step in waits if isinstance(step, Retry)]
    assert seconds == sorted(seconds)
    assert decide(Fault.BROKEN, tries=4, elapsed=7.9, others=False) == GiveUp()


def test_with_nobody_else_a_rejected_key_is_given_up_at_once() -> None:
    assert decide(Fault.REFUSED, others=False) == GiveUp()


@given(
    fault=st.sampled_from(Fault),
    tries=st.integers(1, 50),
    elapsed=st.floats(0, 60),
    others=st.booleans(),
)
def test_no_wait_goes_beyond_the_budget(
    fault: Fault, tries: int, elapsed: float, others: bool
) -> None:
    step = decide(fault, tries=tries, elapsed=elapsed, others=others)
    if isinstance(step, Retry):
        assert elapsed + step.after_secs < 8.0
    if isinstance(step, GiveUp):
        assert not others


def test_every_category_of_an_error_is_some_fault() -> None:
    assert {fault_of(category) for category in ErrorCategory} <= set(Fault)
    assert fault_of(ErrorCategory.AUTHENTICATION).is_permanent
    assert not fault_of(ErrorCategory.SERVER).is_permanent
