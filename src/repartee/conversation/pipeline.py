from __future__ import annotations

from dataclasses import dataclass

from pipecat.pipeline.pipeline import Pipeline
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMAssistantAggregator,
    LLMContextAggregatorPair,
    LLMUserAggregator,
    LLMUserAggregatorParams,
)
from pipecat.transports.base_transport import BaseTransport

from repartee.conversation.parts import Parts
from repartee.tools.host import ToolHost


@dataclass(frozen=True)
class ConversationPipeline:
    """The pipeline of one conversation, with the parts a session watches."""

    pipeline: Pipeline
    context: LLMContext
    user: LLMUserAggregator
    assistant: LLMAssistantAggregator


def build_pipeline(
    transport: BaseTransport, parts: Parts, host: ToolHost, *, instruction: str, voice: str
) -> ConversationPipeline:
    """Build the pipeline, in the order in which audio travels.

    Args:
        transport: The caller.
        parts: Makes this conversation's ears, brain, voice and tools.
        host: The conversation as its tools see it.
        instruction: The persona prompt that opens the context.
        voice: Which voice speaks; empty for the default.

    Returns:
        The pipeline, ready to be run once.
    """
    context = LLMContext([{"role": "system", "content": instruction}], tools=parts.tools(host))
    user, assistant = LLMContextAggregatorPair(
        context,
        user_params=LLMUserAggregatorParams(
            vad_analyzer=parts.vad_analyzer(), user_turn_strategies=parts.turn_strategies()
        ),
    )
    pipeline = Pipeline(
        [
            transport.input(),
            parts.ears(),
            user,
            parts.brain(),
            parts.voice(voice),
            transport.output(),
            assistant,
        ]
    )
    return ConversationPipeline(pipeline, context, user, assistant)
