"""What is counted of events, and the figures over all conversations."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from repartee.conversation.events import (
    Charge,
    Event,
    Failed,
    ProviderSwitched,
    SessionEnded,
    SessionStarted,
    ToolAnswered,
    TurnMeasured,
    UserTurn,
)
from repartee.history.figures import Figure, costs_of, figures_of
from repartee.history.operations import Operations, StageTimes, waits_in
from repartee.history.store import HistoryStore, NumberedEvent

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def _turn(heard: float, usd: float | None = None, at: datetime = NOON, turn: int = 1) -> Event:
    charge = Charge(provider="openai", unit="characters", amount=1, usd=usd)
    return TurnMeasured(turn=turn, steps_ms={"heard": heard}, charges=[charge], at=at)


def test_waits_costs_and_failures_are_counted_and_nothing_else() -> None:
    assert figures_of(_turn(412.4, 0.0025)) == [Figure("waited", "", 412)]
    assert costs_of(_turn(412.4, 0.0025)) == {"openai": 2500}
    assert costs_of(_turn(412.4, None)) == costs_of(Failed(what="It failed.")) == {}
    assert figures_of(_turn(9, None, turn=0)) == []
    assert figures_of(TurnMeasured(turn=1, steps_ms={"first_audio": 5})) == [
        Figure("waited", "", 5)
    ]
    spoken = TurnMeasured(turn=1, steps_ms={"decided": 300.4, "words": 200, "heard": 900})
    assert figures_of(spoken) == [
        Figure("waited", "", 900),
        Figure("stage", "words", 200),
        Figure("stage", "decided", 100),
        Figure("stage", "heard", 600),
    ]
    failures: list[Event] = [
        Failed(part="Voice", what="It failed."),
        ProviderSwitched(part="brain", left="Groq", fault="busy"),
        ProviderSwitched(part="brain", left="Groq"),
        ToolAnswered(call_id="1", tool="weather", failed=True),
        ToolAnswered(call_id="1", tool="weather"),
        SessionEnded(reason="lost"),
        SessionEnded(reason="goodbye"),
        UserTurn(turn=1, text="hello"),
    ]
    counted = [each for event in failures for each in figures_of(event)]
    names = ["Voice", "brain: busy", "tool: weather", "ended: lost"]
    assert counted == [Figure("error", name, 1) for name in names]


async def test_figures_are_of_the_time_that_is_asked_for_and_go_with_their_conversation(
    store: HistoryStore,
) -> None:
    day = timedelta(days=1)
    events: list[Event] = [
        SessionStarted(at=NOON - 3 * day),
        _turn(100, 0.5, NOON - 3 * day),
        _turn(410, 0.25, NOON - day),
        _turn(430, 0.25, NOON - day),
        _turn(990, 0.5, NOON),
        Failed(part="Voice", what="It failed.", at=NOON),
    ]
    written = [NumberedEvent(number, each) for number, each in enumerate(events, 1)]
    await store.append("a", written)
    await store.append("a", written)
    operations, since = Operations(store.database), NOON - 2 * day

    waits = await operations.waits(since)
    assert (waits.count, waits.p50_ms, waits.p95_ms) == (3, 440, 1000)
    assert [(each.type, each.count) for each in await operations.errors(since)] == [("Voice", 1)]
    assert [(each.day.day, each.provider, each.usd) for each in await operations.costs(since)] == [
        (1, "openai", 0.5),
        (28, "openai", 0.5),
    ]
    summary = await store.conversation("a")
    assert summary is not None
    assert summary.spent_usd == 1.5

    await store.forget("a")
    assert (await operations.waits(since)).count == 0
    assert await operations.costs(since) == []


async def test_stages_are_told_in_their_order_with_median_and_95th_percentile(
    store: HistoryStore,
) -> None:
    turns = [
        TurnMeasured(turn=number, steps_ms={"decided": took, "heard": took + 100}, at=NOON)
        for number, took in enumerate(range(100, 2100, 100), 1)
    ]
    await store.append("a", [NumberedEvent(number, each) for number, each in enumerate(turns, 1)])
    operations = Operations(store.database)
    assert await operations.stages(NOON) == [
        StageTimes("decided", 20, 1000, 1900),
        StageTimes("heard", 20, 100, 100),
    ]
    assert await operations.stages(NOON + timedelta(seconds=1)) == []


@given(st.lists(st.integers(0, 5000), min_size=1))
def test_a_percentile_is_told_to_ten_milliseconds(waited: list[int]) -> None:
    places = [ms // 10 for ms in waited]
    waits = waits_in([(place, places.count(place)) for place in sorted(set(places))])
    assert waits.count == len(waited)
    for told, part in ((waits.p50_ms, 0.5), (waits.p95_ms, 0.95)):
        assert told is not None
        assert sum(ms < told for ms in waited) >= part * len(waited)
        assert sum(ms < told - 10 for ms in waited) < part * len(waited)


def test_where_nobody_waited_there_is_no_percentile() -> None:
    assert waits_in([]).p50_ms is None
