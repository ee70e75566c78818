from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.aggregators.llm_context import LLMContext, LLMContextMessage
from pipecat.processors.aggregators.llm_response_universal import (
    LLMAssistantAggregator,
    LLMContextAggregatorPair,
    LLMUserAggregator,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameProcessor

from repartee.conversation.end_of_hearing import EndOfHearing
from repartee.conversation.filler import AskedNotice, Filler
from repartee.conversation.forewarning import Forewarning
from repartee.conversation.parts import Choices, Parts
from repartee.conversation.turn_gate import TurnGate, UntilSafe, safe_already
from repartee.conversation.who_spoke import WhoSpoke
from repartee.services.failover.chain import OnNotice
from repartee.services.realtime.typed import Typing
from repartee.tools.host import ToolHost
from repartee.transports.room import Room

# A turn without words is given up after that long. Pipecat's 5 s are too few for second ears to
# have heard it from the tape.
_LATEST_WORDS_SECS = 8.0


@dataclass(frozen=True)
class ConversationPipeline:
    """The pipeline of one conversation, with the parts a session watches."""

    pipeline: Pipeline
    context: LLMContext
    user: LLMUserAggregator
    assistant: LLMAssistantAggregator
    gate: TurnGate
    """Without effect where one model hears and answers."""
    brain: FrameProcessor
    """What answers; the talker where one model does all."""
    speaker: FrameProcessor
    """The voice, or the model that needs none."""
    speaks_by_itself: bool
    """Whether one model hears and answers."""


def build_pipeline(
    room: Room,
    parts: Parts,
    host: ToolHost,
    *,
    choices: Choices,
    on_notice: OnNotice,
    messages: Sequence[dict[str, Any]] = (),
    until_safe: UntilSafe = safe_already,
) -> ConversationPipeline:
    """Build the pipeline, in the order in which audio travels.

    Args:
        room: Where the callers are.
        parts: Makes this conversation's ears, brain, voice and tools.
        host: The conversation as its tools see it.
        choices: What the caller chose.
        on_notice: Told when another provider takes over.
        messages: What was said before, if the conversation is taken up again.
        until_safe: Waited for before the brain answers.

    Returns:
        The pipeline, ready to be run once.
    """
    context = LLMContext(cast("list[LLMContextMessage]", list(messages)), tools=parts.tools(host))
    vad = parts.vad_analyzer()
    user, assistant = LLMContextAggregatorPair(
        context,
        user_params=LLMUserAggregatorParams(
            vad_analyzer=vad,
            user_turn_strategies=parts.turn_strategies(vad),
            user_turn_stop_timeout=_LATEST_WORDS_SECS,
        ),
    )
    gate = TurnGate(until_safe)
    talker = parts.talker(choices, on_notice, context)
    brain = talker if talker is not None else parts.brain(choices, on_notice)
    middle = (
        [Typing(user.push_aggregation), user, talker, EndOfHearing()]
        if talker is not None
        else [
            parts.ears(choices, on_notice),
            WhoSpoke(room),
            user,
            EndOfHearing(),
            gate,
            Forewarning(context),
            *_with_filler(brain, parts.filler(choices)),
            parts.voice(choices, on_notice),
        ]
    )
    speaker = talker or middle[-1]
    pipeline = Pipeline([room.input(), *middle, room.output(), assistant])
    return ConversationPipeline(
        pipeline,
        context,
        user,
        assistant,
        gate,
        brain,
        speaker,
        speaks_by_itself=talker is not None,
    )


def _with_filler(brain: FrameProcessor, filler: Filler | None) -> list[FrameProcessor]:
    return [brain] if filler is None else [AskedNotice(filler), brain, filler]
