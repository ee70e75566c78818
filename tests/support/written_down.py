"""What a server has written down of a conversation, as its API tells it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import TypeVar

import httpx

from repartee.conversation.events import EVENTS, Event, SessionEnded

_PATIENCE_SECS = 60

E = TypeVar("E", bound=Event)


async def written_down(url: str, conversation: str = "") -> list[Event]:
    """All events of a conversation, in order, as soon as it is over.

    Args:
        url: The server.
        conversation: Which one; empty for the newest.
    """
    async with (
        httpx.AsyncClient(base_url=f"{url}/api", timeout=30) as client,
        asyncio.timeout(_PATIENCE_SECS),
    ):
        while True:
            events = await _events(client, conversation or await _newest(client))
            if events and isinstance(events[-1], SessionEnded):
                return events
            await asyncio.sleep(0.05)


def of(events: Sequence[Event], kind: type[E]) -> list[E]:
    """The events of one kind, in order."""
    return [each for each in events if isinstance(each, kind)]


async def _newest(client: httpx.AsyncClient) -> str:
    items = (await client.get("/conversations")).raise_for_status().json()["items"]
    return str(items[0]["id"]) if items else "none"


async def _events(client: httpx.AsyncClient, conversation: str) -> list[Event]:
    answer = await client.get(f"/conversations/{conversation}/events", params={"limit": 1000})
    if answer.status_code == httpx.codes.NOT_FOUND:
        return []
    return [EVENTS.validate_python(each["event"]) for each in answer.json()["events"]]
