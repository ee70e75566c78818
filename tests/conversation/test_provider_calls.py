from __future__ import annotations

from pipecat.metrics.metrics import MetricsData, ProcessingMetricsData, TTFBMetricsData

from repartee.conversation.events import Call
from repartee.conversation.tariff import NoTariff
from repartee.conversation.turn_measure import TurnMeasure


class _NamedAfterTheirParts(NoTariff):
    def part_of(self, processor: str) -> str:
        return {"OpenAI#1": "brain", "Deepgram#1": "ears"}.get(processor, "")

    def provider_of(self, processor: str) -> str:
        return processor.partition("#")[0].lower()


def _calls(*metrics: MetricsData) -> list[Call]:
    measure = TurnMeasure(_NamedAfterTheirParts())
    for each in metrics:
        measure.used(each)
    return [call for measured in measure.take(1) for call in measured.calls]


def _first(processor: str, secs: float) -> MetricsData:
    return TTFBMetricsData(processor=processor, value=secs)


def _whole(processor: str, secs: float) -> MetricsData:
    return ProcessingMetricsData(processor=processor, value=secs)


def test_a_call_has_its_first_piece_and_its_whole() -> None:
    calls = _calls(
        _first("OpenAI#1", 0.3),
        _first("Deepgram#1", 0.1),
        _whole("OpenAI#1", 1.2),
        _first("OpenAI#1", 0.4),
    )
    assert calls == [
        Call(part="brain", provider="openai", first_ms=300, whole_ms=1200),
        Call(part="ears", provider="deepgram", first_ms=100),
        Call(part="brain", provider="openai", first_ms=400),
    ]


def test_one_that_told_of_no_first_piece_has_a_whole() -> None:
    assert _calls(_whole("OpenAI#1", 1.2)) == [Call(part="brain", provider="openai", whole_ms=1200)]


def test_what_is_no_providers_and_the_zeros_of_the_beginning_are_no_calls() -> None:
    assert _calls(_first("Aggregator#0", 0.1), _first("OpenAI#1", 0.0)) == []


def test_sounds_that_were_kept_out_are_told_once() -> None:
    measure = TurnMeasure()
    measure.kept_out()
    measure.kept_out()
    (measured,) = measure.take(0)
    assert measured.kept_out == 2
    assert measure.take(1) == []
