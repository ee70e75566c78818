"""What of an event is counted, for figures over all conversations: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from repartee.conversation.events import (
    Event,
    Failed,
    ProviderSwitched,
    SessionEnded,
    ToolAnswered,
    TurnMeasured,
)
from repartee.conversation.stages import is_of_speech, stages_ms, wait_ms
from repartee.history.encoding import storable

FigureKind = Literal["waited", "stage", "error"]

_BAD_ENDINGS = ("error", "lost")
_LONGEST_NAME = 100
_FIRST_DAY = date(1970, 1, 1)


@dataclass(frozen=True)
class Figure:
    """One count: how long a caller waited, in all or at a stage, or that something failed."""

    kind: FigureKind
    name: str
    """The type of an error, which stage; empty for a wait."""
    amount: int
    """Milliseconds for a wait and a stage, 1 for an error."""


def figures_of(event: Event) -> list[Figure]:
    """What is counted of an event; mostly nothing."""
    return list(_figures(event))


def costs_of(event: Event) -> dict[str, int]:
    """What providers billed for a turn, in millionths of a US dollar; of what has a known price."""
    if not isinstance(event, TurnMeasured):
        return {}
    costs: defaultdict[str, float] = defaultdict(float)
    for charge in event.charges:
        costs[_named(charge.provider)] += charge.usd or 0.0
    micros = {provider: round(usd * 1_000_000) for provider, usd in costs.items()}
    return {provider: amount for provider, amount in micros.items() if amount}


def day_number(at: datetime) -> int:
    """Which day it is in UTC, in days since 1970."""
    return (at.astimezone(UTC).date() - _FIRST_DAY).days


def day_of(number: int) -> date:
    """The day that `day_number` counts."""
    return _FIRST_DAY + timedelta(days=number)


def _figures(event: Event) -> Iterator[Figure]:
    match event:
        case TurnMeasured():
            yield from _measured(event)
        case Failed():
            yield _error(event.part or "conversation")
        case ProviderSwitched() if event.fault:
            yield _error(f"{event.part}: {event.fault}")
        case ToolAnswered() if event.failed:
            yield _error(f"tool: {event.tool}")
        case SessionEnded() if event.reason in _BAD_ENDINGS:
            yield _error(f"ended: {event.reason}")
        case _:
            return


def _measured(event: TurnMeasured) -> Iterator[Figure]:
    waited = wait_ms(event.steps_ms)
    if waited is None or not event.turn:
        return
    yield Figure("waited", "", round(waited))
    # What was typed would make speech look faster.
    if is_of_speech(event.steps_ms):
        for stage, took in stages_ms(event.steps_ms).items():
            yield Figure("stage", stage, round(took))


def _error(name: str) -> Figure:
    return Figure("error", _named(name), 1)


def _named(name: str) -> str:
    return storable(name)[:_LONGEST_NAME]
