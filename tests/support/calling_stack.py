"""A scripted stack whose brain calls a function of the client's."""

from __future__ import annotations

from typing import Any

from pipecat.frames.frames import (
    FunctionCallFromLLM,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.llm_service import LLMService

from repartee.conversation.parts import Choices
from repartee.services.failover.chain import OnNotice
from tests.support.scripted_stack import ScriptedBrain, ScriptedStack


class CallingBrain(ScriptedBrain):
    """Calls the client's function when asked for the weather, and says what came of it."""

    async def _respond(self, context: LLMContext) -> None:
        messages = [dict(message) for message in context.get_messages()]  # type: ignore[arg-type]
        self.contexts.append(messages)
        await self.push_frame(LLMFullResponseStartFrame())
        last = messages[-1]
        if last["role"] == "user" and "weather" in str(last["content"]):
            await self.run_function_calls(
                [FunctionCallFromLLM("get_weather", "call_1", {"city": "Rome"}, context)]
            )
        else:
            await self.push_frame(LLMTextFrame(f"So {last['content']}."))
        await self.push_frame(LLMFullResponseEndFrame())


class CallingStack(ScriptedStack):
    def brain(self, choices: Choices, on_notice: OnNotice) -> LLMService[Any]:
        self.brains_made.append(CallingBrain(self._answer))
        return self.brains_made[-1]
