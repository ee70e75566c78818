from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

import pytest
from pipecat.processors.aggregators.llm_context import LLMContext, standard_message_text

from repartee.conversation.events import Summarised
from repartee.conversation.summaries import Summaries
from repartee.services.context.exchanges import Messages, place_of_summary
from repartee.services.context.plan import SummaryPlan, plan_summary
from repartee.services.context.tokens import tokens_in
from tests.services.context.talks import a_talk, message

ROOM = tokens_in(a_talk(20))


class Scribe:
    """Writes what it is told to, and notes how it was asked."""

    def __init__(self, *texts: str | Exception) -> None:
        self._texts = list(texts)
        self.gave_way: list[bool] = []
        self.read: list[str] = []

    def summary_due(self, context: LLMContext) -> SummaryPlan | None:
        return plan_summary(context.get_messages(), ROOM, tokens_in)

    async def write(
        self, messages: Messages, instruction: str, tokens: int, *, gives_way: bool
    ) -> str:
        assert "words" in instruction
        self.gave_way.append(gives_way)
        self.read.append(standard_message_text(messages[-1]))
        text = self._texts.pop(0)
        if isinstance(text, Exception):
            raise text
        return text


class Talk:
    def __init__(self, scribe: Scribe, turns: int) -> None:
        self.context = LLMContext(a_talk(turns))
        self.told: list[Summarised] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._summaries = Summaries(self.context, scribe, self._fire, self.told.append)

    def _fire(self, work: Coroutine[Any, Any, None], _name: str) -> None:
        self._tasks.append(asyncio.create_task(work))

    def look(self) -> None:
        self._summaries.look()

    async def settle(self) -> None:
        await asyncio.gather(*self._tasks)

    async def answered(self) -> None:
        self.look()
        await self.settle()


async def test_a_summary_stands_right_behind_what_it_is_of() -> None:
    scribe = Scribe("They spoke of it.")
    talk = Talk(scribe, 18)
    await talk.answered()
    messages = talk.context.get_messages()
    assert place_of_summary(messages) == 2 * 8
    assert len(messages) == 2 * 18 + 1
    assert talk.told[0].up_to_turn == 8
    assert talk.told[0].text == "They spoke of it."
    assert "user 8:" in scribe.read[0]
    assert "user 9:" not in scribe.read[0]


async def test_what_is_said_meanwhile_stays_behind_the_summary() -> None:
    talk = Talk(Scribe("They spoke of it."), 18)
    talk.look()
    talk.context.add_message(message("user", "one more thing"))
    await talk.settle()
    assert standard_message_text(talk.context.get_messages()[-1]) == "one more thing"
    assert len(talk.told) == 1


async def test_there_is_one_at_a_time() -> None:
    scribe = Scribe("They spoke of it.")
    talk = Talk(scribe, 18)
    talk.look()
    talk.look()
    await talk.settle()
    assert len(scribe.read) == 1


async def test_one_that_gave_way_too_often_may_not_wait_any_longer() -> None:
    scribe = Scribe("", "", "", "They spoke of it.")
    talk = Talk(scribe, 14)
    for _ in range(4):
        await talk.answered()
    assert scribe.gave_way == [True, True, True, False]
    assert len(talk.told) == 1


async def test_a_failure_leaves_the_conversation_as_it_is_and_is_tried_again() -> None:
    talk = Talk(Scribe(OSError("away"), "They spoke of it."), 18)
    await talk.answered()
    assert place_of_summary(talk.context.get_messages()) == -1
    await talk.answered()
    assert len(talk.told) == 1


async def test_a_conversation_that_was_replaced_meanwhile_gets_no_summary() -> None:
    talk = Talk(Scribe("They spoke of it."), 18)
    talk.look()
    talk.context.set_messages([message("user", "something else")])
    await talk.settle()
    assert talk.told == []
    assert len(talk.context.get_messages()) == 1


@pytest.mark.parametrize("turns", [0, 3])
async def test_a_short_conversation_is_left_alone(turns: int) -> None:
    scribe = Scribe()
    await Talk(scribe, turns).answered()
    assert scribe.read == []
