"""Server events in OpenAI's shape."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from repartee.simulator.realtime.client_events import RealtimeError
from repartee.simulator.realtime.shapes import Item, new_id

Event = Mapping[str, object]


def event(kind: str, **fields: object) -> dict[str, object]:
    """One event.

    Args:
        kind: Its type.
        **fields: What it says; shapes become JSON.
    """
    shown = {name: shown_as(value) for name, value in fields.items()}
    return {"type": kind, "event_id": new_id("event"), **shown}


def shown_as(value: object) -> object:
    """A shape as JSON; anything else as it is."""
    return value.model_dump(mode="json") if isinstance(value, BaseModel) else value


def error_event(error: RealtimeError) -> dict[str, object]:
    """An error after which the session goes on."""
    return event("error", error=error.body())


def item_shown(item: Item) -> dict[str, object]:
    """An item without what is not there, and without its sound."""
    shown = item.model_dump(mode="json", exclude_none=True)
    for part in shown.get("content", []):
        part.pop("audio", None)
    return shown
