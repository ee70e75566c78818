"""A stack whose model calls tools as a script says."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from pipecat.frames.frames import (
    FunctionCallFromLLM,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext

from repartee.conversation.parts import Choices
from repartee.services.failover.chain import OnNotice
from repartee.tools.direct import Skill, Tools, function_for
from repartee.tools.host import ToolHost
from repartee.tools.registry import ToolSource
from repartee.tools.workbench import Workbench
from tests.support.scripted_stack import ScriptedBrain, ScriptedStack


@dataclass(frozen=True)
class Wish:
    """A call the model makes."""

    tool: str
    arguments: dict[str, Any] = field(default_factory=dict)


Mind = Callable[[list[dict[str, Any]]], Sequence[Wish] | Wish | str]
"""Decides from the context's messages: a call, several at once, or what to say."""


class CallingBrain(ScriptedBrain):
    """A model without any judgement."""

    def __init__(self, mind: Mind) -> None:
        super().__init__(lambda _: self._words)
        self._words = ""
        self._mind = mind
        self._ids = itertools.count(1)

    async def _respond(self, context: LLMContext) -> None:
        messages: list[dict[str, Any]] = [dict(each) for each in context.get_messages()]  # type: ignore[arg-type]
        decision = self._mind(messages)
        if isinstance(decision, str):
            self._words = decision
            await super()._respond(context)
            return
        wishes = [decision] if isinstance(decision, Wish) else decision
        await self.push_frame(LLMFullResponseStartFrame())
        await self.run_function_calls(
            [
                FunctionCallFromLLM(each.tool, f"call-{next(self._ids)}", each.arguments, context)
                for each in wishes
            ]
        )
        await self.push_frame(LLMFullResponseEndFrame())


class ToolStack(ScriptedStack):
    """Its only tools are those it is given."""

    def __init__(
        self, mind: Mind, skills: Sequence[Skill] = (), source: ToolSource | None = None
    ) -> None:
        super().__init__()
        self._mind = mind
        self._skills = skills
        self._source = source

    def brain(self, choices: Choices, on_notice: OnNotice) -> CallingBrain:
        return CallingBrain(self._mind)

    def tools(self, host: ToolHost) -> Tools:
        workbench = Workbench(host)
        others = self._source.tools(host, workbench) if self._source else []
        return [*(function_for(skill, workbench) for skill in self._skills), *others]
