"""An answer that began before the turn was certain calls no tool."""

from __future__ import annotations

from pipecat.frames.frames import (
    EagerEndOfTurnCancelFrame,
    Frame,
    FunctionCallsStartedFrame,
    LLMContextFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.tests.utils import SleepFrame, run_test

from repartee.engines.phrasebook import Phrasebook
from repartee.services.brains.intents import IntentLLMService
from repartee.tools.registry import build_tools
from tests.tools.scripted_host import ScriptedHost

TURN = "take a note buy milk"


async def frames_after(*, speculation: bool) -> list[type[Frame]]:
    tools = build_tools(ScriptedHost(), ())
    context = LLMContext([{"role": "user", "content": TURN}], tools=tools)
    frame = LLMContextFrame(context, speculation=speculation)
    brain = IntentLLMService(Phrasebook.load())
    down, _ = await run_test(brain, frames_to_send=[frame, SleepFrame(0.2)])
    return [type(each) for each in down]


async def test_a_tool_is_not_run_on_an_unconfirmed_turn() -> None:
    kinds = await frames_after(speculation=True)
    assert EagerEndOfTurnCancelFrame in kinds
    assert FunctionCallsStartedFrame not in kinds


async def test_the_same_turn_runs_it_once_it_is_certain() -> None:
    assert FunctionCallsStartedFrame in await frames_after(speculation=False)
