"""What `/metrics` tells, put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from repartee import __version__
from repartee.stacks.stack import Stack
from repartee.telemetry.metrics.instruments import Instruments
from repartee.telemetry.metrics.load import PhraseFigures, ProcessFigures, note_load

if TYPE_CHECKING:
    from repartee.app.house import House


def make_instruments(stack: Stack) -> Instruments:
    """Make the figures of a server.

    Args:
        stack: Who serves.
    """
    instruments = Instruments()
    instruments.registry.register(ProcessFigures())
    if stack.phrases is not None:
        instruments.registry.register(PhraseFigures(stack.phrases))
    instruments.build.info({"version": __version__, "stack": stack.describe().name})
    return instruments


def labels_of(stack: Stack) -> dict[str, str]:
    """Ids of a stack's providers, by the labels that callers are told."""
    return {provider.label: provider.id for provider in stack.providers.values()}


def look_at(house: House) -> None:
    """Note how a server is now, as somebody asks for its figures."""
    instruments, sessions = house.instruments, house.sessions
    instruments.sessions.labels("active").set(sessions.active)
    instruments.sessions.labels("held").set(sessions.held)
    instruments.sessions_limit.set(sessions.limit)
    instruments.draining.set(sessions.draining)
    instruments.spent_today.set(house.purse.today_usd)
    instruments.budget.set(house.purse.day_usd)
    note_load(instruments, house.loop_lag.lag)
