"""A word to whoever waits, between a scripted brain and what the voice is given."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

from pipecat.frames.frames import (
    DataFrame,
    EagerEndOfTurnCancelFrame,
    Frame,
    LLMContextFrame,
    LLMContextUserTurnFrame,
    LLMTextFrame,
    TTSSpeakFrame,
    UserStartedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from repartee.conversation.filler import AskedNotice, Filler, FillerFrame
from repartee.conversation.late_words import LateWords
from tests.support.service_bench import Bench, bench

_AT_ONCE, _NEVER = 0.0, 3600.0
_WORDS = LLMContextUserTurnFrame("Hi.", "")


class _Mark(DataFrame):
    """All that went before it has been through."""


class _Brain(FrameProcessor):
    """Keeps contexts to itself, like any brain."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)


@asynccontextmanager
async def waiting(after_secs: float) -> AsyncIterator[Bench]:
    filler = Filler("One moment.", LateWords(after_secs), lambda: 0.0)
    async with bench(Pipeline([AskedNotice(filler), _Brain(), filler])) as it:
        yield it


async def _fillers(it: Bench, *frames: Frame) -> list[str]:
    for frame in frames:
        await it.give(frame)
    await _all_is_through(it)
    return [frame.text for frame in it.seen(FillerFrame)]


async def _all_is_through(it: Bench) -> None:
    for _ in range(2):  # what is due comes behind the first
        mark = _Mark()
        await it.give(mark)
        await it.until(partial(_came_out, it, mark.id))


def _came_out(it: Bench, frame_id: int) -> bool:
    return [note.frame.id for note in it.notes].count(frame_id) > 1


def _asked(*, early: bool = False) -> LLMContextFrame:
    return LLMContextFrame(LLMContext(), speculation=early)


async def test_who_waits_for_a_late_answer_hears_a_word_that_is_not_kept() -> None:
    async with waiting(_AT_ONCE) as it:
        assert await _fillers(it, _WORDS, _asked()) == ["One moment."]
        assert not it.seen(FillerFrame)[0].append_to_context


async def test_an_answer_in_time_is_the_only_thing_that_is_said() -> None:
    async with waiting(_NEVER) as it:
        assert not await _fillers(it, _WORDS, _asked(), LLMTextFrame("Hello."))


async def test_who_was_answered_already_hears_no_filler() -> None:
    async with waiting(_AT_ONCE) as it:
        assert not await _fillers(it, _asked(early=True), LLMTextFrame("Hello."), _WORDS)


async def test_an_early_answer_that_is_wanted_and_late_is_bridged() -> None:
    async with waiting(_AT_ONCE) as it:
        assert await _fillers(it, _asked(early=True), _WORDS) == ["One moment."]


async def test_an_early_answer_that_was_withdrawn_is_not_waited_for() -> None:
    async with waiting(_AT_ONCE) as it:
        assert not await _fillers(it, _asked(early=True), EagerEndOfTurnCancelFrame(), _WORDS)


async def test_words_that_nobody_will_answer_are_not_bridged() -> None:
    async with waiting(_AT_ONCE) as it:
        assert not await _fillers(it, _WORDS)


async def test_what_a_program_asks_for_is_not_bridged() -> None:
    async with waiting(_AT_ONCE) as it:
        assert not await _fillers(it, _asked())


async def test_an_apology_takes_the_place_of_a_filler() -> None:
    async with waiting(_NEVER) as it:
        assert not await _fillers(it, _WORDS, _asked(), TTSSpeakFrame("Sorry."))


async def test_each_turn_has_a_filler_of_its_own() -> None:
    async with waiting(_AT_ONCE) as it:
        await _fillers(it, _WORDS, _asked())
        await _fillers(it, UserStartedSpeakingFrame())
        fillers = await _fillers(it, _WORDS, _asked())
        assert fillers == ["One moment.", "One moment."]


async def test_the_wait_ends_with_the_conversation() -> None:
    async with waiting(_NEVER) as it:
        await _fillers(it, _WORDS, _asked())
    assert not [task for task in asyncio.all_tasks() if "wait" in task.get_name()]
