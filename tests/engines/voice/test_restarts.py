from __future__ import annotations

from repartee.engines.voice.restarts import RestartPolicy


def test_the_first_death_is_followed_by_a_start_at_once() -> None:
    assert RestartPolicy().delay(now=5.0) == 0.0


def test_a_process_that_keeps_dying_is_started_ever_more_rarely() -> None:
    policy = RestartPolicy()
    delays = []
    for second in range(10):
        policy.started(float(second))
        delays.append(policy.delay(second + 0.5))
    assert delays[:5] == [0.0, 0.25, 0.5, 1.0, 2.0]
    assert delays[-1] == 10.0


def test_a_start_that_fails_counts_like_a_death() -> None:
    policy = RestartPolicy()
    assert [policy.delay(now) for now in (0.0, 1.0, 100.0)] == [0.0, 0.25, 0.5]


def test_a_life_that_was_well_ends_the_series() -> None:
    policy = RestartPolicy()
    policy.delay(now=0.0)
    policy.delay(now=1.0)
    policy.started(now=2.0)
    assert policy.delay(now=60.0) == 0.0
