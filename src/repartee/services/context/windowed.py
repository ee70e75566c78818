"""Brains that are given as much of a conversation as their model takes."""

from __future__ import annotations

import json
from typing import Any

from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.metrics.metrics import LLMTokenUsage
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.llm_service import LLMService

from repartee.services.context.exchanges import Messages
from repartee.services.context.plan import SummaryPlan, plan_summary
from repartee.services.context.room import Room
from repartee.services.context.tokens import tokens_in, tokens_of
from repartee.services.context.window import window

_ANSWER_TOKENS = 512  # kept free for an answer where no longest one is set
_THOUGHT_TOKENS = 512  # what a model that thinks first spends before it writes


class WindowedService(LLMService[Any]):
    """A language model of one conversation, which is given what fits.

    The conversation itself stays whole: tools, pages and history go by all of it.
    """

    room: Room
    _asked = 0
    """Estimated tokens of the last request."""
    _tools: tuple[object, int] = (None, 0)

    def in_window(self, context: LLMContext) -> LLMContext:
        """What the model is given of a conversation.

        Args:
            context: All of it.
        """
        fixed = self._fixed(context)
        messages = window(context.get_messages(), self._left(fixed), self.room.count)
        self._asked = fixed + tokens_in(messages)
        return LLMContext(messages, context.tools, context.tool_choice)

    @property
    def model(self) -> str | None:
        """The model's name; None where the vendor chooses."""
        model = self._settings.model
        return model if isinstance(model, str) else None

    @property
    def asked_tokens(self) -> int:
        """About how many tokens the last request had."""
        return self._asked

    def summary_due(self, context: LLMContext) -> SummaryPlan | None:
        """What is to be summarised, so that nothing need be left out; None for nothing yet.

        Args:
            context: The whole conversation.
        """
        room = self._left(self._fixed(context))
        return plan_summary(context.get_messages(), room, self.room.count)

    async def write(self, messages: Messages, instruction: str, tokens: int) -> str:
        """Have the model write something beside the talk.

        Args:
            messages: What it is given.
            instruction: What it is to do.
            tokens: How long it may be.

        Returns:
            Empty if it wrote nothing.

        Raises:
            Exception: Whatever the vendor's client raises.
        """
        most = max(tokens + _THOUGHT_TOKENS, self._longest_answer())
        written, used = await self.infer(LLMContext(list(messages)), most, instruction)
        if used is not None:
            # Not by its own method: how the model counts is learnt from answers.
            await super().start_llm_usage_metrics(used)
        return (written or "").strip()

    async def infer(
        self, context: LLMContext, most: int, instruction: str
    ) -> tuple[str | None, LLMTokenUsage | None]:
        """Ask the model something beside the talk.

        Args:
            context: What it is given.
            most: How many tokens it may write.
            instruction: What it is to do.

        Returns:
            What it wrote, and what that used; None where nobody tells.
        """
        text = await self.run_inference(context, max_tokens=most, system_instruction=instruction)
        return text, None

    async def start_llm_usage_metrics(self, tokens: LLMTokenUsage) -> None:
        """Learn by the way how the model counts."""
        self.room.learn_count(self._asked, self.prompt_tokens(tokens))
        await super().start_llm_usage_metrics(tokens)

    @staticmethod
    def prompt_tokens(usage: LLMTokenUsage) -> int:
        """All tokens of a prompt, those included that the vendor had kept.

        Args:
            usage: As the vendor tells it.
        """
        return usage.prompt_tokens

    def _left(self, fixed: int) -> int:
        return self.room.left(fixed, self._longest_answer() or _ANSWER_TOKENS)

    def _fixed(self, context: LLMContext) -> int:
        instruction = self._settings.system_instruction
        prompt = tokens_of(instruction) if isinstance(instruction, str) else 0
        return prompt + self._tokens_of_tools(context)

    def _tokens_of_tools(self, context: LLMContext) -> int:
        tools = context.tools
        if not isinstance(tools, ToolsSchema):
            return 0
        if self._tools[0] is not tools:
            written = json.dumps([each.to_default_dict() for each in tools.standard_tools])
            self._tools = tools, tokens_of(written)
        return self._tools[1]

    def _longest_answer(self) -> int:
        most = (
            getattr(self._settings, name, None) for name in ("max_tokens", "max_completion_tokens")
        )
        return max((each for each in most if isinstance(each, int)), default=0)
