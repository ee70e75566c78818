"""What answers cost that were dropped: pure."""

from __future__ import annotations

from typing import Any

from pipecat.frames.frames import MetricsFrame
from pipecat.metrics.metrics import LLMTokenUsage, LLMUsageMetricsData
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.llm_service import LLMService

from repartee.services.context.tokens import tokens_in
from repartee.services.context.windowed import WindowedService


class WastedTokens(LLMUsageMetricsData):
    """Tokens of an early answer that nobody heard; vendors bill for them all the same."""


def wasted(
    reported: list[MetricsFrame], service: LLMService[Any], context: LLMContext
) -> MetricsFrame:
    """What a dropped answer used.

    Args:
        reported: What the service told while the answer was held back.
        service: Whose answer it was.
        context: What it was given.

    Returns:
        As the service reported it. One that was broken off reports nothing: then its prompt is
        estimated, and what it had written by then is left out, as nobody has counted it.
    """
    usage = [
        WastedTokens(processor=each.processor, model=each.model, value=each.value)
        for frame in reported
        for each in frame.data
        if isinstance(each, LLMUsageMetricsData)
    ]
    return MetricsFrame(data=[*(usage or [_estimate(service, context)])])


def _estimate(service: LLMService[Any], context: LLMContext) -> WastedTokens:
    if isinstance(service, WindowedService):
        prompt, model = service.asked_tokens, service.model
    else:
        prompt, model = tokens_in(context.get_messages()), None
    tokens = LLMTokenUsage(prompt_tokens=prompt, completion_tokens=0, total_tokens=prompt)
    return WastedTokens(processor=service.name, model=model, value=tokens)
