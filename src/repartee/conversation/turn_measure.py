"""How long an answer took, and what it used: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pipecat.metrics.metrics import (
    LLMUsageMetricsData,
    MetricsData,
    STTUsageMetricsData,
    TTSUsageMetricsData,
)

from repartee.conversation.events import TurnMeasured


class TurnMeasure:
    """Times one exchange from the end of the caller's speech, and adds up what was used."""

    def __init__(self) -> None:
        """Begin with nothing to time."""
        self._since: float | None = None
        self._steps: dict[str, float] = {}
        self._words_at: float | None = None
        self._usage: defaultdict[str, float] = defaultdict(float)

    def begin(self, at: float) -> None:
        """The caller fell silent, or sent what they typed.

        Args:
            at: Seconds of any clock.
        """
        self._since, self._steps = at, {}

    def words_came(self, at: float) -> None:
        """Ears told some of the words; the last ones count, and may come before the turn's end."""
        self._words_at = at

    def step(self, name: str, at: float) -> None:
        """Something happened for the first time on the way to the answer.

        Args:
            name: A key of `TurnMeasured.steps_ms`.
            at: By the same clock.
        """
        if self._since is not None and name not in self._steps:
            self._steps[name] = round(max(at - self._since, 0.0) * 1000, 1)

    def used(self, usage: Mapping[str, float]) -> None:
        """Something was used; keys of `TurnMeasured.usage`."""
        for name, amount in usage.items():
            self._usage[name] += amount

    def take(self, turn: int) -> list[TurnMeasured]:
        """The answer is over: tell what was measured since the last one, if anything was.

        Args:
            turn: Which exchange it was.
        """
        if self._words_at is not None:
            self.step("words", self._words_at)
        usage = {name: round(it, 3) for name, it in self._usage.items() if it}
        steps, self._steps = self._steps, {}
        self._since = self._words_at = None
        self._usage.clear()
        if not (steps or usage):
            return []
        return [TurnMeasured(turn=turn, steps_ms=steps, usage=usage)]


def usage_in(metrics: MetricsData) -> dict[str, float]:
    """What Pipecat's metrics say was used; empty for those that tell of something else."""
    match metrics:
        case LLMUsageMetricsData(value=tokens):
            return {
                "prompt_tokens": tokens.prompt_tokens,
                "completion_tokens": tokens.completion_tokens,
                "cached_tokens": tokens.cache_read_input_tokens or 0,
            }
        case TTSUsageMetricsData(value=characters):
            return {"characters": characters}
        case STTUsageMetricsData(value=usage):
            return {"heard_secs": usage.audio_seconds}
        case _:
            return {}
