"""What of an event is counted, for figures over all conversations: pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from repartee.conversation.events import (
    Event,
    Failed,
    ProviderSwitched,
    SessionEnded,
    ToolAnswered,
    TurnMeasured,
)
from repartee.history.encoding import storable

FigureKind = Literal["waited", "cost", "error"]

_BAD_ENDINGS = ("error", "lost")
_LONGEST_NAME = 100


@dataclass(frozen=True)
class Figure:
    """One count: how long a caller waited, what a provider billed, or that something failed."""

    kind: FigureKind
    name: str
    """Whose: a provider for a cost, a type for an error; empty for a wait."""
    amount: int
    """Milliseconds for a wait, millionths of a US dollar for a cost, 1 for an error."""


def figures_of(event: Event) -> list[Figure]:
    """What is counted of an event; mostly nothing."""
    return list(_figures(event))


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
    steps = event.steps_ms
    waited = steps.get("heard", steps.get("first_audio"))
    if waited is not None and event.turn:
        yield Figure("waited", "", round(waited))
    costs: defaultdict[str, float] = defaultdict(float)
    for charge in event.charges:
        costs[charge.provider] += charge.usd or 0.0
    for provider, usd in costs.items():
        if micros := round(usd * 1_000_000):
            yield Figure("cost", _named(provider), micros)


def _error(name: str) -> Figure:
    return Figure("error", _named(name), 1)


def _named(name: str) -> str:
    return storable(name)[:_LONGEST_NAME]
