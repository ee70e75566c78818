"""What a brain writes beside the talk."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pipecat.frames.frames import LLMFullResponseEndFrame
from pipecat.processors.aggregators.llm_context import LLMContext

from repartee.services.context.room import Room
from tests.services.context.talks import a_talk, message
from tests.services.failover.stage import Stage, Troupe, staged
from tests.services.failover.test_brain import brain_of, question
from tests.support.forgetful import ForgetfulModel
from tests.support.scripted_stack import ScriptedBrain

NOTES = [message("user", "the boat is green")]


class SlowWriter(ForgetfulModel):
    """Writes until it is told that it is done."""

    def __init__(self) -> None:
        super().__init__(lambda _: "Well.", Room(8192, wanted=200))
        self.began, self.done = asyncio.Event(), asyncio.Event()
        self.left_off = False

    async def run_inference(self, *_: Any, **__: Any) -> str:
        self.began.set()
        try:
            await self.done.wait()
        except asyncio.CancelledError:
            self.left_off = True
            raise
        return "the boat is green."


@asynccontextmanager
async def writing(*, gives_way: bool) -> AsyncIterator[tuple[Stage, SlowWriter, asyncio.Task[str]]]:
    """A brain that answered once, and now writes."""
    model = SlowWriter()
    part = brain_of(Troupe(), model=lambda: model)
    async with staged(part) as stage:
        await stage.send(question())
        await stage.until_seen(LLMFullResponseEndFrame)
        text = asyncio.create_task(part.write(NOTES, "Be brief.", 100, gives_way=gives_way))
        await asyncio.wait_for(model.began.wait(), 60)
        yield stage, model, text


async def test_an_answer_does_not_wait_for_what_is_written() -> None:
    async with writing(gives_way=True) as (stage, model, text):
        await stage.send(question())
        await stage.until_seen(LLMFullResponseEndFrame, 2)
        assert await text == ""
        assert model.left_off


async def test_what_may_not_wait_any_longer_is_written_beside_the_answer() -> None:
    async with writing(gives_way=False) as (stage, model, text):
        await stage.send(question())
        await stage.until_seen(LLMFullResponseEndFrame, 2)
        model.done.set()
        assert await text == "the boat is green."


async def test_whoever_wanted_it_may_leave_off() -> None:
    async with writing(gives_way=True) as (_, model, text):
        text.cancel()
        with pytest.raises(asyncio.CancelledError):
            await text
        assert model.left_off


async def test_a_brain_without_a_model_is_not_asked_for_summaries() -> None:
    part = brain_of(Troupe(), model=lambda: ScriptedBrain(lambda _: "Well."))
    async with staged(part) as stage:
        await stage.send(question())
        await stage.until_seen(LLMFullResponseEndFrame)
        assert part.summary_due(LLMContext(a_talk(500))) is None
        assert await part.write(NOTES, "Be brief.", 100, gives_way=False) == ""
