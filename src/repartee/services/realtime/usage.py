"""What an answer of a speech-to-speech model cost."""

from __future__ import annotations

from pipecat.metrics.metrics import LLMTokenUsage
from pipecat.services.openai.realtime.events import Usage


def usage_of(usage: Usage) -> LLMTokenUsage:
    """Tokens as Pipecat counts them.

    Args:
        usage: As the server counts them.
    """
    heard, spoken = usage.input_token_details, usage.output_token_details
    cached = heard.cached_tokens_details if heard else None
    return LLMTokenUsage(
        prompt_tokens=usage.input_tokens or 0,
        completion_tokens=usage.output_tokens or 0,
        total_tokens=usage.total_tokens or 0,
        cache_read_input_tokens=heard.cached_tokens if heard else None,
        input_audio_tokens=heard.audio_tokens if heard else None,
        output_audio_tokens=spoken.audio_tokens if spoken else None,
        cache_read_input_audio_tokens=cached.audio_tokens if cached else None,
    )
