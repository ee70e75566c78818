"""The built-in brain: understands a phrasebook's sentences, and calls tools like any other LLM."""

from __future__ import annotations

import asyncio
import re
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Any, assert_never

from pipecat.adapters.llm.schemas.tools_schema import ToolsSchema
from pipecat.frames.frames import (
    Frame,
    FunctionCallFromLLM,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
)
from pipecat.metrics.metrics import LLMTokenUsage
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.llm_service import LLMService
from pipecat.services.settings import LLMSettings
from pipecat.utils.types import NOT_GIVEN, NotGiven, assert_given

from repartee.services.brains.intent_adapter import TranscriptAdapter
from repartee.services.brains.intent_plan import (
    Greet,
    IntentParser,
    NotUnderstood,
    RunTool,
    Speak,
    Understanding,
    Wait,
    decide,
)

_SENTENCE_END = re.compile(r"(?<=[.!?])\s+")
_PIECES_REMEMBERED = 64
_LONGEST_QUOTE = 100  # characters of what was heard to say back

_NOTHING_HEARD = (
    "I didn't catch that. Could you say it again?",
    "Sorry, I heard nothing I could use. Please say that again.",
)
_NOT_UNDERSTOOD = (
    "I heard: '{heard}'. I don't know how to do that yet. Say help to hear what I can do.",
    "I heard: '{heard}'. That is beyond me so far. Say help, and I'll tell you what I can do.",
    "I think you said: '{heard}'. I can't help with that yet. Say help for some ideas.",
)


@dataclass
class IntentLLMSettings(LLMSettings):
    """Settings of the built-in brain.

    Parameters:
        greeting: What to say when asked to open the conversation; empty to stay silent.
    """

    greeting: str | NotGiven = field(default_factory=lambda: NOT_GIVEN)


class IntentLLMService(LLMService[TranscriptAdapter]):
    """An LLM service without an LLM: strict, instant, and free.

    It calls the tools of the `LLMContext` by Pipecat's own function calling and speaks the "say"
    of their results. It never guesses: what its parser doesn't understand, it says back.

    Args:
        parser: Finds the meaning of a sentence; may be shared by sessions.
        settings: The greeting; everything about models is ignored.
        random: What chooses between replies; tests seed it.
        **kwargs: Passed to `LLMService`.
    """

    Settings = IntentLLMSettings
    adapter_class = TranscriptAdapter
    _settings: IntentLLMSettings

    def __init__(
        self,
        parser: IntentParser,
        *,
        settings: IntentLLMSettings | None = None,
        random: Random | None = None,
        **kwargs: Any,
    ) -> None:
        complete = _default_settings()
        if settings is not None:
            complete.apply_update(settings)
        super().__init__(settings=complete, **kwargs)
        # Every step of a turn decides anew, and a parse takes milliseconds.
        self._understand = lru_cache(_PIECES_REMEMBERED)(parser.understand)
        self._chooser = _Chooser(random or Random())

    def can_generate_metrics(self) -> bool:
        """Times are measured like any other service's."""
        return True

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Answer an `LLMContextFrame`, pass everything else on.

        Args:
            frame: The frame.
            direction: Where it is going.
        """
        await super().process_frame(frame, direction)
        if not isinstance(frame, LLMContextFrame):
            await self.push_frame(frame, direction)
            return
        await self.push_frame(LLMFullResponseStartFrame())
        await self.start_processing_metrics()
        try:
            await self._respond(frame.context)
        finally:
            await self.stop_processing_metrics()
            await self.push_frame(LLMFullResponseEndFrame())

    async def run_inference(
        self,
        context: LLMContext,
        max_tokens: int | None = None,  # noqa: ARG002 - nothing here is counted in tokens
        system_instruction: str | None = None,
        response_schema: dict[str, Any] | None = None,
    ) -> str | None:
        """Answer the end of a conversation out of band, where that takes no tool.

        Args:
            context: The conversation.
            max_tokens: Unused.
            system_instruction: An instruction can't be followed here, such as one to summarize.
            response_schema: A schema can't be followed either.

        Returns:
            The answer, or None where there is none to give.
        """
        if system_instruction or response_schema:
            return None
        match decide(context.messages, self._understand):
            case Speak(parts):
                return self._text_of(parts)
            case NotUnderstood(heard):
                return self._not_understood(heard)
            case _:
                return None

    async def _respond(self, context: LLMContext) -> None:
        await self.start_ttfb_metrics()
        decision = decide(context.messages, self._understand, _tools_in(context))
        await self.stop_ttfb_metrics()
        # Nothing is billed, and words are no tokens.
        await self.start_llm_usage_metrics(_NO_TOKENS)
        match decision:
            case RunTool(request):
                await self._run_tool(request, context)
            case Speak(parts):
                await self._speak(self._text_of(parts))
            case NotUnderstood(heard):
                await self._speak(self._not_understood(heard))
            case Greet():
                await self._speak(assert_given(self._settings.greeting))
            case Wait():
                return
            case _:
                assert_never(decision)

    async def _run_tool(self, request: Understanding, context: LLMContext) -> None:
        await self.stop_ttfat_metrics()
        call = FunctionCallFromLLM(
            function_name=str(request.tool),
            tool_call_id=f"call_{uuid.uuid4().hex}",
            arguments=request.arguments,
            context=context,
        )
        await self.run_function_calls([call])

    async def _speak(self, text: str) -> None:
        sentences = [sentence for sentence in _SENTENCE_END.split(text) if sentence]
        for number, sentence in enumerate(sentences):
            await self._push_llm_text(f" {sentence}" if number else sentence)
            # An interruption cancels this task: in a long answer it needs a place to do so.
            await asyncio.sleep(0)

    def _text_of(self, parts: Sequence[str | tuple[str, ...]]) -> str:
        said = [part if isinstance(part, str) else self._chooser.choose(part) for part in parts]
        return " ".join(said)

    def _not_understood(self, heard: str) -> str:
        if not heard:
            return self._chooser.choose(_NOTHING_HEARD)
        if len(heard) > _LONGEST_QUOTE:
            heard = heard[:_LONGEST_QUOTE].rsplit(" ", 1)[0] + " and so on"
        # The quote must not end the sentence early.
        return self._chooser.choose(_NOT_UNDERSTOOD).format(heard=heard.rstrip(".?! "))


def _tools_in(context: LLMContext) -> frozenset[str]:
    tools = context.tools
    named = tools.standard_tools if isinstance(tools, ToolsSchema) else []
    return frozenset(each.name for each in named)


class _Chooser:
    """Chooses between wordings, never the same twice in a row."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._last: dict[tuple[str, ...], str] = {}

    def choose(self, wordings: tuple[str, ...]) -> str:
        fresh = [wording for wording in wordings if wording != self._last.get(wordings)]
        chosen = self._random.choice(fresh or wordings or ("",))
        self._last[wordings] = chosen
        return chosen


_NO_TOKENS = LLMTokenUsage(prompt_tokens=0, completion_tokens=0, total_tokens=0)


def _default_settings() -> IntentLLMSettings:
    return IntentLLMSettings(
        model="phrasebook",
        system_instruction=None,
        temperature=None,
        max_tokens=None,
        top_p=None,
        top_k=None,
        frequency_penalty=None,
        presence_penalty=None,
        seed=None,
        filter_incomplete_user_turns=False,
        user_turn_completion_config=None,
        greeting="",
    )
