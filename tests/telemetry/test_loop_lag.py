"""A loop that is held up is told of, for a minute."""

from __future__ import annotations

import asyncio
import time

import pytest

from repartee.telemetry.loop_lag import Lag, LagWindow, LoopLag


def test_a_loop_nobody_looked_at_was_never_late() -> None:
    assert LagWindow().lag(5.0) == Lag()


def test_most_looks_one_in_twenty_and_the_worst_are_told_apart() -> None:
    window = LagWindow()
    for number in range(100):
        window.note(number / 10, 0.001 if number < 90 else 0.03)
    window.note(10.0, 0.4)

    assert window.lag(10.0) == Lag(median=0.001, p95=0.03, longest=0.4)


def test_what_is_a_minute_old_is_forgotten() -> None:
    window = LagWindow()
    window.note(0.0, 0.5)
    window.note(30.0, 0.1)

    assert window.lag(61.0).longest == pytest.approx(0.1)
    assert window.lag(100.0) == Lag()


def test_a_look_that_comes_early_is_not_late() -> None:
    window = LagWindow()
    window.note(0.0, -0.002)
    assert window.lag(0.0).longest == 0


async def test_whoever_holds_the_loop_up_is_seen() -> None:
    lag = LoopLag()
    lag.start()
    await asyncio.sleep(0)
    time.sleep(0.3)  # noqa: ASYNC251 - that is the fault it is there to find
    async with asyncio.timeout(10):
        while lag.lag.longest < 0.1:
            await asyncio.sleep(0.01)
    lag.stop()
