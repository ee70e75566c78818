"""What a speech-to-speech model used: for its answers, and for writing down what it heard."""

from __future__ import annotations

from pipecat.metrics.metrics import LLMTokenUsage, STTUsage, STTUsageMetricsData
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


class TurnLengths:
    """How long turns were, so that what is billed for writing them down is known.

    The server tells where a turn begins and ends in the sound it was sent. It bills a model of its
    own for writing the turn down, which Pipecat's events leave out.
    """

    def __init__(self) -> None:
        """Begin with no turn."""
        self._began_ms = 0
        self._secs: dict[str, float] = {}

    def began(self, at_ms: int) -> None:
        """A turn began, so many milliseconds into what was sent."""
        self._began_ms = at_ms

    def ended(self, item_id: str, at_ms: int) -> None:
        """It ended, and has a name."""
        self._secs[item_id] = max(0, at_ms - self._began_ms) / 1000

    def take(self, item_id: str) -> float:
        """How many seconds it had; 0 for one that is not known, or was asked for."""
        return self._secs.pop(item_id, 0.0)


def written_down(processor: str, model: str, secs: float) -> STTUsageMetricsData:
    """Sound that was written down, as Pipecat counts it.

    Args:
        processor: Who had it done, as metrics name it.
        model: Who did it.
        secs: How much.
    """
    usage = STTUsage(audio_seconds=secs)
    return STTUsageMetricsData(processor=processor, model=model, value=usage)
