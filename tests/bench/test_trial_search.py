"""A trial counts only where its callers had time to measure; what they could not is not held."""

from __future__ import annotations

from collections.abc import Callable

from repartee.bench.load_run import Listening, LoadRun, Trial
from repartee.bench.trial_search import TrialSearch
from repartee.bench.wording import capacity_told, verdict


def trial(sessions: int, *, p95: float = 0.5, other: float = 0.5, well: bool = True) -> Trial:
    return Trial("repartee", sessions, p95, 0.4, 0, 0.0, 0.3, other, 200_000_000, well)


def searched(measured: Callable[[int], Trial], most: int = 32) -> LoadRun:
    search, trials = TrialSearch(most), list[Trial]()
    while (sessions := search.next()) is not None:
        trials.append(search.judged(measured(sessions)))
    idle = Listening("repartee", 4, 0.05, 200_000_000, 3_000_000)
    return LoadRun("repartee", "2026", {}, idle, tuple(trials), search.found)


def test_so_many_hold_as_are_nearly_as_fast_as_one() -> None:
    run = searched(lambda sessions: trial(sessions, p95=0.5 + 0.03 * (sessions - 1)))
    assert (run.capacity, run.at_least) == (4, False)
    assert capacity_told(run) == "4"


def test_what_is_not_answered_or_not_heard_does_not_hold() -> None:
    run = searched(lambda sessions: trial(sessions, well=sessions < 3))
    assert run.capacity == 2


def test_a_trial_with_busy_callers_is_rejected_and_made_once_more() -> None:
    busy = iter([0.5, 0.9, *[0.5] * 20])
    run = searched(lambda sessions: trial(sessions, other=next(busy), well=sessions < 7))
    assert [each.sessions for each in run.trials] == [1, 2, 2, 4, 8, 6, 7]
    assert [verdict(each) for each in run.trials[:3]] == ["yes", "rejected", "yes"]
    assert capacity_told(run) == "6"


def test_where_callers_are_too_busy_twice_what_held_is_a_lower_bound() -> None:
    run = searched(lambda sessions: trial(sessions, other=0.2 * sessions))
    assert [each.sessions for each in run.trials] == [1, 2, 4, 8, 8, 6, 6, 5, 5]
    assert capacity_told(run) == "≥ 4"


def test_a_bound_that_was_only_rejected_is_no_limit_though_a_higher_number_was_too_many() -> None:
    busy = {6: 0.9, 5: 0.9}
    run = searched(
        lambda sessions: trial(sessions, other=busy.get(sessions, 0.5), well=sessions < 8)
    )
    assert capacity_told(run) == "≥ 4"


def test_the_subject_failing_between_makes_the_bound_its_own() -> None:
    run = searched(lambda sessions: trial(sessions, other=0.12 * sessions, well=sessions < 6))
    assert capacity_told(run) == "5"


def test_the_most_that_is_tried_is_a_lower_bound() -> None:
    assert capacity_told(searched(trial, most=8)) == "≥ 8"


def test_a_rejected_trial_with_one_session_is_no_measure_for_others() -> None:
    busy = iter([0.99, *[0.1] * 20])
    slow = iter([3.0, *[0.5] * 20])
    run = searched(
        lambda sessions: trial(sessions, p95=next(slow), other=next(busy), well=sessions < 3)
    )
    assert run.alone is not None
    assert (run.alone.p95, run.capacity) == (0.5, 2)


def test_where_not_even_one_can_be_measured_nothing_is_told() -> None:
    run = searched(lambda sessions: trial(sessions, other=1.0))
    assert (run.capacity, run.alone) == (0, None)
    assert capacity_told(run) == "–"
