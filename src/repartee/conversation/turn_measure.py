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

from repartee.conversation.events import Charge, TurnMeasured
from repartee.conversation.provider_calls import ProviderCalls
from repartee.conversation.tariff import NoTariff, Tariff, billed_in
from repartee.services.failover.waste import WastedTokens

_SOUND = frozenset({"clause", "first_audio", "sent", "heard"})
"""The steps of an answer that begin with its first token."""


class TurnMeasure:
    """Times one exchange from the end of the caller's speech, and adds up what was used."""

    def __init__(self, tariff: Tariff | None = None, spent_usd: float = 0.0) -> None:
        """Begin with nothing to time.

        Args:
            tariff: Knows what things cost; None where nobody does.
            spent_usd: What the conversation has cost before.
        """
        self.spent_usd = spent_usd
        """What the conversation has cost so far, of what has a known price."""
        self._tariff = tariff or NoTariff()
        self._bill: defaultdict[tuple[str, str, str], float] = defaultdict(float)
        self._since: float | None = None
        self._steps: dict[str, float] = {}
        self._filled = False
        self._words_at: float | None = None
        self._words_before: float | None = None
        self._usage: defaultdict[str, float] = defaultdict(float)
        self._calls = ProviderCalls(self._tariff)
        self._kept_out = 0

    def begin(self, at: float) -> None:
        """The caller fell silent, or sent what they typed.

        Args:
            at: Seconds of any clock.
        """
        self._since, self._steps, self._filled = at, {}, False

    def filled(self) -> None:
        """The wait was bridged by a filler, whose sound is not the answer's."""
        self._filled = True

    def words_came(self, at: float) -> None:
        """Ears told some of the words; the last ones count, and may come before the turn's end."""
        self._words_before, self._words_at = self._words_at, at

    def words_were_aside(self) -> None:
        """The words that came last belong to no turn."""
        self._words_at = self._words_before

    def step(self, name: str, at: float) -> None:
        """Something happened for the first time on the way to the answer.

        Args:
            name: A key of `TurnMeasured.steps_ms`.
            at: By the same clock.
        """
        if self._filled and name in _SOUND and "first_token" not in self._steps:
            if name != "heard":
                return
            name = "filler"
        if self._since is not None and name not in self._steps:
            self._steps[name] = round(max(at - self._since, 0.0) * 1000, 1)

    def kept_out(self) -> None:
        """The caller made a sound into the agent's speech, and it went on."""
        self._kept_out += 1

    def used(self, metrics: MetricsData) -> None:
        """A service told what it used, how long it took, or something else."""
        self._calls.note(metrics)
        for name, amount in usage_in(metrics).items():
            self._usage[name] += amount
        billed = billed_in(metrics)
        provider = self._tariff.provider_of(metrics.processor) if billed else ""
        for unit, amount in billed.items():
            self._bill[provider, metrics.model or "", unit] += amount

    def take(self, turn: int) -> list[TurnMeasured]:
        """The answer is over: tell what was measured since the last one, if anything was.

        Args:
            turn: Which exchange it was.
        """
        if self._words_at is not None:
            self.step("words", self._words_at)
        usage = {name: round(it, 3) for name, it in self._usage.items() if it}
        steps, self._steps = self._steps, {}
        self._since = self._words_at = self._words_before = None
        self._usage.clear()
        charges, calls = self._charge(), self._calls.take()
        kept_out, self._kept_out = self._kept_out, 0
        if not (steps or usage or calls or kept_out):
            return []
        return [
            TurnMeasured(
                turn=turn,
                steps_ms=steps,
                usage=usage,
                calls=calls,
                kept_out=kept_out,
                charges=charges,
                so_far_usd=round(self.spent_usd, 6),
            )
        ]

    def beside(
        self, turn: int, provider: str, model: str, amounts: Mapping[str, float]
    ) -> TurnMeasured:
        """Charge for work beside the talk, at once: no answer may ever follow.

        Args:
            turn: The exchange under way.
            provider: Its id.
            model: As it names it.
            amounts: By unit of the tariff.
        """
        bill = {(provider, model, unit): amount for unit, amount in amounts.items() if amount}
        charges = self._charges(bill)
        return TurnMeasured(turn=turn, charges=charges, so_far_usd=round(self.spent_usd, 6))

    def _charge(self) -> list[Charge]:
        charges = self._charges(self._bill)
        self._bill.clear()
        return charges

    def _charges(self, bill: Mapping[tuple[str, str, str], float]) -> list[Charge]:
        charges = [
            Charge(
                provider=provider,
                model=model,
                unit=unit,
                amount=round(amount, 3),
                usd=self._tariff.cost(provider, model, unit, amount),
            )
            for (provider, model, unit), amount in bill.items()
        ]
        self.spent_usd += sum(each.usd or 0.0 for each in charges)
        return charges


def usage_in(metrics: MetricsData) -> dict[str, float]:
    """What Pipecat's metrics say was used; empty for those that tell of something else."""
    match metrics:
        case WastedTokens(value=tokens):
            wasted = tokens.prompt_tokens + tokens.completion_tokens
            return {"wasted_answers": 1, "wasted_tokens": wasted}
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
