"""Older exchanges become a summary, beside the talk and before there is no more room for them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Protocol, cast

from loguru import logger
from pipecat.processors.aggregators.llm_context import LLMContext, LLMContextMessage
from pipecat.utils.context.llm_context_summarization import LLMContextSummarizationUtil

from repartee.conversation.events import Summarised
from repartee.services.context.exchanges import Messages, summary_message
from repartee.services.context.plan import SummaryPlan
from repartee.services.faults import said_by

_INSTRUCTION = (
    "Below is the older part of a spoken conversation between a user and you, the assistant. Write "
    "down what must not be forgotten of it, for yourself to go on from: names, numbers, dates, "
    "places and whatever else was told or agreed, in whose words it matters, lists in their order "
    "(so that 'the second one' stays clear), what the user wants and likes, what tools brought, "
    "and what is still open. If it begins with an earlier summary, keep what that says. Leave out "
    "greetings and small talk. Plain short sentences, at most {words} words, nothing else."
)
_PATIENCE_SECS = 60.0
_MOST_TRIES = 3  # a summary that gave way to answers so often may not wait any longer
_WORDS_PER_TOKEN = 0.7


class Writer(Protocol):
    """A brain that can write beside the talk."""

    def summary_due(self, context: LLMContext) -> SummaryPlan | None:
        """What of a conversation is to be summarised now; None for nothing."""
        ...

    async def write(
        self, messages: Messages, instruction: str, tokens: int, *, gives_way: bool
    ) -> str:
        """Write something; empty if nothing, or if an answer was wanted meanwhile."""
        ...


class Summaries:
    """The summaries of one conversation.

    A summary takes its place in the context right behind what it is of. Nothing is taken out: the
    model is given what follows the newest summary, and everybody else goes by the whole.
    """

    def __init__(
        self,
        context: LLMContext,
        writer: Writer,
        fire: Callable[[Coroutine[Any, Any, None], str], None],
        on_summary: Callable[[Summarised], None],
    ) -> None:
        """Begin with a conversation as it is.

        Args:
            context: The conversation's.
            writer: Its brain.
            fire: Runs work beside the conversation; a log calls it by the name.
            on_summary: Told of each summary.
        """
        self._context = context
        self._writer = writer
        self._fire = fire
        self._on_summary = on_summary
        self._busy = False
        self._given_way = 0
        self._failed = False

    def look(self) -> None:
        """Nobody waits for the brain now: summarise if that is due; returns at once."""
        if self._busy:
            return
        plan = self._writer.summary_due(self._context)
        if plan is not None:
            self._busy = True
            self._fire(self._summarise(plan), "a summary")

    async def _summarise(self, plan: SummaryPlan) -> None:
        try:
            text = await self._written(plan)
        finally:
            self._busy = False
        if text and self._insert(plan, text):
            self._given_way = 0
            self._on_summary(Summarised(up_to_turn=plan.exchanges, text=text))

    async def _written(self, plan: SummaryPlan) -> str:
        gives_way = not plan.hurry and self._given_way < _MOST_TRIES
        transcript = LLMContextSummarizationUtil.format_messages_for_summary(plan.older)
        messages = [cast("LLMContextMessage", {"role": "user", "content": transcript})]
        instruction = _INSTRUCTION.format(words=int(plan.tokens * _WORDS_PER_TOKEN))
        try:
            async with asyncio.timeout(_PATIENCE_SECS):
                text = await self._writer.write(
                    messages, instruction, plan.tokens, gives_way=gives_way
                )
        except Exception as error:  # noqa: BLE001 - a vendor's client may raise anything
            self._tell(said_by(error) or type(error).__name__)
            return ""
        self._failed = False
        self._given_way += not text
        return text

    def _tell(self, why: str) -> None:
        """Say once that there is no summary, and not after every answer."""
        if not self._failed:
            logger.warning(
                "Older exchanges could not be summarised: {}. It is tried again after each answer; "
                "until then the oldest are left out where there is no room.",
                why,
            )
        self._failed = True

    def _insert(self, plan: SummaryPlan, text: str) -> bool:
        """Put a summary behind what it is of; False if that is there no more."""
        messages = self._context.get_messages()
        last = plan.older[-1]
        for at in range(len(messages) - 1, -1, -1):
            if messages[at] is last:
                summary = summary_message(plan.exchanges, text)
                self._context.set_messages([*messages[: at + 1], summary, *messages[at + 1 :]])
                return True
        return False
