"""A brain that answers before the turn has ended, and nobody who hears of it until then."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack
from functools import partial
from typing import Any

import pytest
from pipecat.frames.frames import (
    EagerEndOfTurnCancelFrame,
    LLMContextFrame,
    LLMTextFrame,
    MetricsFrame,
    TTSSpeakFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.llm_service import LLMService

from repartee.services.failover.brain import FailoverBrain
from repartee.services.failover.breaker import BreakerState
from repartee.services.failover.waste import WastedTokens
from tests.services.failover.stage import PATIENCE, Stage, Troupe, seeded, staged
from tests.services.failover.test_brain import SERVER, MoodyBrain, Words, question, said

Play = Callable[..., Any]


@pytest.fixture
def troupe() -> Troupe:
    return Troupe()


@pytest.fixture
async def play(troupe: Troupe) -> AsyncIterator[Play]:
    """Let the brains of the names answer; the caller has the word."""
    async with AsyncExitStack() as stack:

        async def run(**answers: Sequence[Words]) -> Stage:
            makers: dict[str, Callable[[], LLMService[Any]]] = {
                name: partial(MoodyBrain, *scripts) for name, scripts in answers.items()
            }
            brain = FailoverBrain(
                troupe.chain(**makers),
                PATIENCE,
                troupe.notices.append,
                clock=time.monotonic,
                random=seeded(),
            )
            stage = await stack.enter_async_context(staged(brain))
            await stage.send(UserStartedSpeakingFrame(), early_question())
            async with asyncio.timeout(60):
                while not _asked(troupe, "first"):
                    # What is held back rings no bell.
                    await asyncio.sleep(0.005)
            return stage

        yield run


def early_question() -> LLMContextFrame:
    return LLMContextFrame(LLMContext([{"role": "user", "content": "We"}]), speculation=True)


def _asked(troupe: Troupe, name: str) -> int:
    return sum(each.asked for each in troupe.made.get(name, []) if isinstance(each, MoodyBrain))


async def test_an_early_answer_is_heard_when_the_turn_ends(play: Play) -> None:
    stage = await play(first=[("Hello.",)])
    assert said(stage) == ""
    await stage.send(UserStoppedSpeakingFrame())
    await stage.until_seen(LLMTextFrame)
    assert said(stage) == "Hello."


async def test_a_withdrawn_answer_is_never_heard_and_nobody_is_blamed(
    play: Play, troupe: Troupe
) -> None:
    stage = await play(first=[("Too early.", 5.0), ("Hello.",)])
    await stage.send(EagerEndOfTurnCancelFrame(), UserStoppedSpeakingFrame(), question())
    await stage.until_seen(LLMTextFrame)
    assert said(stage) == "Hello."
    assert troupe.breakers["first"].state is BreakerState.CLOSED
    assert troupe.notices == []


async def test_a_withdrawn_answer_is_counted_as_waste(play: Play) -> None:
    stage = await play(first=[("Too early.", 5.0)])
    await stage.send(EagerEndOfTurnCancelFrame())
    await stage.until_seen(MetricsFrame)
    waste = [data for frame in stage.of(MetricsFrame) for data in frame.data]
    assert [type(each) for each in waste] == [WastedTokens]


async def test_nobody_is_called_slow_before_its_answer_is_wanted(
    play: Play, troupe: Troupe
) -> None:
    stage = await play(first=[(2 * PATIENCE.first_secs, "Hello.")])
    await asyncio.sleep(1.5 * PATIENCE.first_secs)
    assert troupe.notices == []
    assert troupe.breakers["first"].state is BreakerState.CLOSED
    await stage.send(UserStoppedSpeakingFrame())
    await stage.until_seen(LLMTextFrame)
    assert said(stage) == "Hello."


async def test_a_fault_is_mended_when_the_turn_ends_and_not_told_before(
    play: Play, troupe: Troupe
) -> None:
    stage = await play(first=[(SERVER,), (SERVER,)], second=[("Second here.",)])
    await stage.send(UserStoppedSpeakingFrame())
    await stage.until_seen(LLMTextFrame)
    assert said(stage) == "Second here."
    assert troupe.told() == [("First", "failing", "Second")]


async def test_no_apology_is_spoken_into_a_turn(play: Play, troupe: Troupe) -> None:
    stage = await play(first=[(SERVER,), (SERVER,), (SERVER,), ("Hello.",)])
    await stage.send(EagerEndOfTurnCancelFrame(), UserStoppedSpeakingFrame())
    assert stage.of(TTSSpeakFrame) == []
    assert troupe.notices == []
