from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import pytest
from pipecat.frames.frames import (
    ErrorFrame,
    InterruptionFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    SystemFrame,
    TTSSpeakFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.llm_service import LLMService
from pipecat.utils.errors import ErrorCategory

from repartee.services.failover.brain import FailoverBrain
from repartee.services.failover.breaker import BreakerState
from tests.services.failover.stage import PATIENCE, Stage, Troupe, seeded, staged
from tests.support.scripted_stack import ScriptedBrain

Words = Sequence[str | float | ErrorCategory]


class Play(Protocol):
    def __call__(self, **answers: Sequence[Words]) -> Awaitable[Stage]: ...


class MoodyBrain(ScriptedBrain):
    """Says words, pauses for seconds, and fails, as each answer's script has it."""

    def __init__(self, *answers: Words) -> None:
        super().__init__(lambda _messages: "")
        self._answers = iter(answers)
        self.asked = 0

    async def _respond(self, context: LLMContext) -> None:
        self.asked += 1
        await self.push_frame(LLMFullResponseStartFrame())
        try:
            for item in next(self._answers):
                await self._perform(item)
        finally:
            await self.push_frame(LLMFullResponseEndFrame())

    async def _perform(self, item: str | float | ErrorCategory) -> None:
        match item:
            case ErrorCategory():
                await self.push_error("moody", category=item)
            case str():
                await self.push_frame(LLMTextFrame(item))
            case float():
                await asyncio.sleep(item)


SERVER, BAD_KEY = ErrorCategory.SERVER, ErrorCategory.AUTHENTICATION
GOOD = ("Hello.",)


@pytest.fixture
def troupe() -> Troupe:
    return Troupe()


def brain_of(troupe: Troupe, **makers: Callable[[], LLMService[Any]]) -> FailoverBrain:
    return FailoverBrain(
        troupe.chain(**makers),
        PATIENCE,
        troupe.notices.append,
        clock=time.monotonic,
        random=seeded(),
    )


@pytest.fixture
async def play(troupe: Troupe) -> AsyncIterator[Play]:
    """Have the brains of the names answer once; `first=(answer, answer)` scripts each."""
    async with AsyncExitStack() as stack:

        async def run(**answers: Sequence[Words]) -> Stage:
            makers = {name: partial(MoodyBrain, *said) for name, said in answers.items()}
            stage = await stack.enter_async_context(staged(brain_of(troupe, **makers)))
            await stage.send(question())
            await stage.until(lambda: stage.of(LLMFullResponseEndFrame) or stage.of(TTSSpeakFrame))
            return stage

        yield run


def question() -> LLMContextFrame:
    return LLMContextFrame(LLMContext([{"role": "user", "content": "Well?"}]))


def said(stage: Stage) -> str:
    return "".join(frame.text for frame in stage.of(LLMTextFrame))


async def test_a_brain_that_works_is_not_touched(play: Play, troupe: Troupe) -> None:
    stage = await play(first=[GOOD], second=[GOOD])
    assert said(stage) == "Hello."
    assert "second" not in troupe.made
    assert troupe.notices == []


async def test_a_passing_fault_is_retried_and_nobody_notices(play: Play, troupe: Troupe) -> None:
    stage = await play(first=[(SERVER,), GOOD], second=[GOOD])
    assert said(stage) == "Hello."
    assert troupe.notices == []
    assert len(stage.of(LLMFullResponseStartFrame)) == len(stage.of(LLMFullResponseEndFrame)) == 1


async def test_a_brain_that_keeps_failing_is_replaced_in_the_same_turn(
    play: Play, troupe: Troupe
) -> None:
    stage = await play(first=[(SERVER,), (SERVER,)], second=[("Second here.",)])
    assert said(stage) == "Second here."
    assert troupe.told() == [("First", "failing", "Second")]


async def test_a_bad_key_is_not_tried_twice(play: Play, troupe: Troupe) -> None:
    stage = await play(first=[(BAD_KEY,)], second=[GOOD])
    assert said(stage) == "Hello."
    assert troupe.breakers["first"].state is BreakerState.OPEN
    assert troupe.told() == [("First", "rejected", "Second")]


async def test_a_brain_that_hangs_is_replaced_when_patience_ends(
    play: Play, troupe: Troupe
) -> None:
    stage = await play(first=[(30.0, "too late")], second=[GOOD])
    assert said(stage) == "Hello."
    assert troupe.told() == [("First", "too slow", "Second")]


async def test_an_answer_that_breaks_off_is_begun_again_and_says_so(
    play: Play, troupe: Troupe
) -> None:
    stage = await play(
        first=[("It is half", SERVER), (SERVER,)], second=[("It is half past one.",)]
    )
    assert said(stage) == "It is half Sorry, let me start again. It is half past one."


async def test_an_answer_that_stalls_is_begun_again(play: Play, troupe: Troupe) -> None:
    stage = await play(first=[("It is", 30.0)], second=[("It is one.",)])
    assert said(stage).endswith("let me start again. It is one.")


async def test_when_all_fail_the_agent_says_so_and_the_context_is_left_alone(
    play: Play, troupe: Troupe
) -> None:
    stage = await play(first=[(BAD_KEY,)], second=[(BAD_KEY,)])
    apology = stage.of(TTSSpeakFrame)[0]
    assert "can't think" in apology.text
    assert apology.append_to_context is False
    assert troupe.told()[-1] == ("Second", "rejected", "")


async def test_a_lone_brain_is_retried_until_it_answers(play: Play, troupe: Troupe) -> None:
    stage = await play(only=[(SERVER,), (SERVER,), GOOD])
    assert said(stage) == "Hello."


async def test_the_next_turn_goes_back_once_the_first_has_recovered(troupe: Troupe) -> None:
    makers = {
        "first": lambda: MoodyBrain((30.0,), ("First again.",)),
        "second": lambda: MoodyBrain(GOOD, GOOD),
    }
    async with staged(brain_of(troupe, **makers)) as stage:
        await stage.send(question())
        await stage.until_seen(LLMFullResponseEndFrame)
        troupe.breakers["first"].succeed()
        await stage.send(question())
        await stage.until_seen(LLMFullResponseEndFrame, 2)
    assert said(stage) == "Hello.First again."
    assert troupe.told()[-1] == ("Second", "", "First")


async def test_interruptions_stop_the_brain_and_leave_it_able_to_answer(troupe: Troupe) -> None:
    makers = {"first": lambda: MoodyBrain(("One", 30.0), GOOD)}
    async with staged(brain_of(troupe, **makers)) as stage:
        await stage.send(question())
        await stage.until_seen(LLMTextFrame)
        await stage.send(InterruptionFrame())
        await stage.until_seen(InterruptionFrame)
        await stage.send(question())
        await stage.until(lambda: said(stage).endswith("Hello."))
    assert troupe.notices == []


async def test_errors_of_a_provider_stay_inside(play: Play, troupe: Troupe) -> None:
    stage = await play(first=[(BAD_KEY,)], second=[GOOD])
    assert not [frame for frame in stage.up if isinstance(frame, ErrorFrame)]


async def test_other_frames_pass_while_a_brain_hangs(troupe: Troupe) -> None:
    async with staged(brain_of(troupe, only=lambda: MoodyBrain((30.0,)))) as stage:
        await stage.send(question())
        await stage.send(Marker())
        await stage.until_seen(Marker)


@dataclass
class Marker(SystemFrame):
    """Any system frame."""


async def test_the_end_of_an_interrupted_answer_does_not_end_the_next(troupe: Troupe) -> None:
    makers = {"only": lambda: MoodyBrain(("One", 30.0), ("Two.",))}
    async with staged(brain_of(troupe, **makers)) as stage:
        await stage.send(question())
        await stage.until_seen(LLMTextFrame)
        await stage.send(InterruptionFrame(), question())
        await stage.until(lambda: said(stage).endswith("Two."))


async def test_what_one_caller_may_not_ask_shuts_nobody_out(play: Play, troupe: Troupe) -> None:
    stage = await play(first=[(ErrorCategory.INVALID_REQUEST,)], second=[GOOD])
    assert said(stage) == "Hello."
    assert troupe.breakers["first"].state is BreakerState.CLOSED


async def test_silence_is_no_answer_to_a_question(play: Play, troupe: Troupe) -> None:
    stage = await play(first=[(), ()], second=[GOOD])
    assert said(stage) == "Hello."
