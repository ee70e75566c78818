from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.tools.answer import Refusal
from repartee.tools.timers import MOST_TIMERS, Timer, TimerBook, Timers, seconds_of, wait_or_change
from tests.tools.scripted_host import ScriptedHost


class Time:
    """A clock that moves when the test says so."""

    def __init__(self) -> None:
        self.now = 0.0
        self._moved = asyncio.Condition()

    def __call__(self) -> float:
        return self.now

    async def pause(self, changed: asyncio.Event, seconds: float) -> None:
        due = self.now + seconds
        async with self._moved:
            await self._moved.wait_for(lambda: changed.is_set() or self.now >= due)

    async def pass_by(self, seconds: float) -> None:
        self.now += seconds
        for _ in range(5):  # the watcher wakes, speaks, and waits again
            async with self._moved:
                self._moved.notify_all()
            await asyncio.sleep(0)


@dataclass
class Kitchen:
    host: ScriptedHost
    time: Time
    timers: Timers


@pytest.fixture
async def kitchen() -> Kitchen:
    host, time = ScriptedHost(), Time()
    return Kitchen(host, time, Timers(host, clock=time, pause=time.pause))


async def test_a_timer_speaks_up_when_it_is_due_and_not_before(kitchen: Kitchen) -> None:
    await kitchen.timers.start_timer(5, "minutes")
    await kitchen.time.pass_by(299)
    assert kitchen.host.said == []
    await kitchen.time.pass_by(1)
    assert kitchen.host.said == ["Your 5 minute timer is done."]


async def test_a_shorter_timer_set_later_comes_first(kitchen: Kitchen) -> None:
    await kitchen.timers.start_timer(1, "hour", "roast")
    await kitchen.time.pass_by(10)
    await kitchen.timers.start_timer(30, "seconds", "tea")
    await kitchen.time.pass_by(0)
    await kitchen.time.pass_by(30)
    await kitchen.time.pass_by(3600)
    assert kitchen.host.said == ["Your tea timer is done.", "Your roast timer is done."]


async def test_a_reminder_turns_the_callers_words_round(kitchen: Kitchen) -> None:
    answer = await kitchen.timers.remind_me("call my mother", 10, "minutes")
    assert answer["say"] == "I'll remind you to call your mother in 10 minutes."
    await kitchen.time.pass_by(600)
    assert kitchen.host.said == ["Here is your reminder: call your mother."]


async def test_a_cancelled_timer_stays_silent(kitchen: Kitchen) -> None:
    await kitchen.timers.start_timer(5, "minutes", "pasta")
    await kitchen.timers.start_timer(9, "minutes")
    assert (await kitchen.timers.cancel_timer("pasta"))["say"] == "Your pasta timer is cancelled."
    await kitchen.time.pass_by(600)
    assert kitchen.host.said == ["Your 9 minute timer is done."]


async def test_cancelling_one_of_several_asks_which(kitchen: Kitchen) -> None:
    await kitchen.timers.start_timer(5, "minutes", "pasta")
    await kitchen.timers.start_timer(9, "minutes")
    with pytest.raises(Refusal, match="Which one, the pasta timer or the 9 minute timer"):
        await kitchen.timers.cancel_timer()
    assert (await kitchen.timers.cancel_timer("all"))["cancelled"] == 2


async def test_the_time_left_is_told_the_earliest_first(kitchen: Kitchen) -> None:
    await kitchen.timers.start_timer(9, "minutes")
    await kitchen.timers.start_timer(5, "minutes", "pasta")
    await kitchen.time.pass_by(60)
    said = (await kitchen.timers.timers_left())["say"]
    assert said == (
        "There are 4 minutes left on your pasta timer and 8 minutes left on your 9 minute timer."
    )


async def test_timers_are_bounded_and_one_task_watches_them_all(kitchen: Kitchen) -> None:
    for _ in range(MOST_TIMERS):
        await kitchen.timers.start_timer(1, "hour")
    with pytest.raises(Refusal, match="20 timers are running"):
        await kitchen.timers.start_timer(1, "hour")
    assert len(kitchen.host.tasks) == 1


async def test_the_watcher_ends_with_the_last_timer_and_starts_again(kitchen: Kitchen) -> None:
    await kitchen.timers.start_timer(1, "minute")
    await kitchen.time.pass_by(60)
    await asyncio.wait_for(kitchen.host.tasks[0], 1)
    await kitchen.timers.start_timer(2, "minutes")
    await kitchen.time.pass_by(120)
    assert kitchen.host.said == ["Your 1 minute timer is done.", "Your 2 minute timer is done."]


async def test_without_timers_it_says_so(kitchen: Kitchen) -> None:
    assert (await kitchen.timers.timers_left())["say"] == "No timers are running."
    with pytest.raises(Refusal, match="no timer to cancel"):
        await kitchen.timers.cancel_timer()


async def test_a_real_pause_ends_early_when_something_changes() -> None:
    changed = asyncio.Event()
    changed.set()
    await asyncio.wait_for(wait_or_change(changed, 60), 1)
    await wait_or_change(asyncio.Event(), 0.001)


@pytest.mark.parametrize(
    ("amount", "unit", "part"),
    [
        (-5, "minutes", "at least one second"),
        (0, "seconds", "at least one second"),
        (25, "hours", "at most 24 hours"),
        (float("inf"), "hours", "at most 24 hours"),
        (3, "parsecs", "seconds, minutes and hours"),
    ],
)
def test_a_length_no_timer_can_have_is_explained(amount: float, unit: str, part: str) -> None:
    with pytest.raises(Refusal, match=part):
        seconds_of(amount, unit)


@given(st.lists(st.integers(1, 86_400), max_size=MOST_TIMERS), st.integers(0, 90_000))
def test_every_timer_is_due_exactly_once(lengths: list[int], moment: int) -> None:
    book = TimerBook()
    for length in lengths:
        book.add(Timer(length, due=length))
    early, late = book.take_due(moment), book.take_due(100_000)
    assert [timer.due for timer in (*early, *late)] == sorted(lengths)
    assert all(timer.due <= moment for timer in early)
    assert book.seconds_to_next(0) is None
