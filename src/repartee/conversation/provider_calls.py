"""How long providers took for what they were asked, as their services time it: pure."""

from __future__ import annotations

from dataclasses import dataclass

from pipecat.metrics.metrics import MetricsData, ProcessingMetricsData, TTFBMetricsData

from repartee.conversation.events import Call
from repartee.conversation.tariff import Tariff


@dataclass
class _Timed:
    processor: str
    first_secs: float | None = None
    whole_secs: float | None = None


class ProviderCalls:
    """Makes calls of what Pipecat's metrics tell: the first piece of an answer, then all of it."""

    def __init__(self, tariff: Tariff) -> None:
        """Begin with no call.

        Args:
            tariff: Knows whose a service is.
        """
        self._tariff = tariff
        self._timed: list[_Timed] = []

    def note(self, metrics: MetricsData) -> None:
        """A service told how long it took, or something else."""
        match metrics:
            # Pipecat begins with a zero for each service.
            case TTFBMetricsData(value=secs) if secs > 0:
                self._timed.append(_Timed(metrics.processor, first_secs=secs))
            case ProcessingMetricsData(value=secs) if secs > 0:
                self._begun(metrics.processor).whole_secs = secs
            case _:
                return

    def take(self) -> list[Call]:
        """The calls since the last time; of services that are no provider's, none."""
        timed, self._timed = self._timed, []
        return [
            Call(
                part=part,
                provider=self._tariff.provider_of(each.processor),
                first_ms=_ms(each.first_secs),
                whole_ms=_ms(each.whole_secs),
            )
            for each in timed
            if (part := self._tariff.part_of(each.processor))
        ]

    def _begun(self, processor: str) -> _Timed:
        """The call whose end is not known, or one whose beginning was never told."""
        own = (each for each in reversed(self._timed) if each.processor == processor)
        last = next(own, None)
        if last is None or last.whole_secs is not None:
            last = _Timed(processor)
            self._timed.append(last)
        return last


def _ms(secs: float | None) -> float | None:
    return None if secs is None else round(secs * 1000, 1)
