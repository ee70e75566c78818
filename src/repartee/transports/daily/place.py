"""Rooms for conversations: made for each, or one that the settings name."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from loguru import logger

from repartee.transports.daily.faults import DailyError
from repartee.transports.daily.rest import DailyRest

_PREFIX = "repartee-"
_NAME_BYTES = 12
_CLOSE_SECS = 3.0


@dataclass(frozen=True, slots=True)
class Place:
    """A room, and what lets the agent and a caller into it."""

    url: str
    agent_token: str = field(repr=False)
    caller_token: str = field(repr=False)
    """Empty where the room lets everybody in."""
    room_name: str = ""
    """Empty for a room that is not ours to take away."""


class Places(Protocol):
    """Where conversations are held."""

    async def open(self, caller_name: str) -> Place:
        """Get a room ready.

        Args:
            caller_name: What the caller is called there; empty to let them choose.

        Raises:
            DailyError: If there is none to be had.
        """
        ...

    async def give_up(self, place: Place) -> None:
        """Take a room away, if it was made here; never raises."""
        ...

    async def close(self) -> None:
        """Close what is open."""
        ...


class MadeRooms:
    """A private room for each conversation, which ends by itself if everything else fails."""

    def __init__(
        self,
        rest: DailyRest,
        *,
        agent_name: str,
        lifetime_secs: float,
        most_people: int,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Describe them.

        Args:
            rest: Makes rooms.
            agent_name: What the agent is called.
            lifetime_secs: When Daily takes a room away by itself: later than the longest call.
            most_people: How many callers may be in one.
            clock: Seconds since the epoch.
        """
        self._rest = rest
        self._agent_name = agent_name
        self._lifetime_secs = lifetime_secs
        self._most_people = most_people
        self._clock = clock
        self._taking_back: set[asyncio.Task[None]] = set()

    async def open(self, caller_name: str) -> Place:
        """Make a room and both tokens; what was begun is taken back if that fails."""
        name = _PREFIX + secrets.token_hex(_NAME_BYTES)
        until = self._clock() + self._lifetime_secs
        try:
            room = await self._rest.create_room(name, until, most_people=self._most_people + 1)
            agent = await self._rest.meeting_token(
                name, until, user_name=self._agent_name, is_owner=True
            )
            caller = await self._rest.meeting_token(name, until, user_name=caller_name)
        except BaseException:
            # It may have been made all the same; whoever waits for it need not wait for that.
            self._take_back(name)
            raise
        return Place(room.url, agent, caller, name)

    async def give_up(self, place: Place) -> None:
        """Take a room away."""
        await self._delete(place.room_name)

    async def close(self) -> None:
        """Close the connection to Daily, when the rooms are gone that were begun in vain."""
        if self._taking_back:
            await asyncio.wait(self._taking_back, timeout=_CLOSE_SECS)
        await self._rest.close()

    def _take_back(self, name: str) -> None:
        task = asyncio.create_task(self._delete(name), name=f"taking back {name}")
        self._taking_back.add(task)
        task.add_done_callback(self._taking_back.discard)

    async def _delete(self, name: str) -> None:
        try:
            await self._rest.delete_room(name)
        except DailyError as error:
            logger.warning(
                "Daily's room {} could not be taken away and ends by itself: {}", name, error
            )


class FixedRoom:
    """The one room that the settings name; it stays."""

    def __init__(self, url: str, token: str) -> None:
        """Note it.

        Args:
            url: Its address.
            token: The agent's meeting token; empty for a public room. Callers are not given it.
        """
        self._place = Place(url, token, "")

    async def open(self, caller_name: str) -> Place:
        """Tell where it is."""
        del caller_name
        return self._place

    async def give_up(self, place: Place) -> None:
        """Leave it where it is."""

    async def close(self) -> None:
        """Nothing is open."""
