"""Daily's REST: rooms and meeting tokens. https://docs.daily.co/reference/rest-api."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from loguru import logger

from repartee.transports.daily.faults import (
    DailyBusyError,
    DailyError,
    DailyKeyError,
    DailyRefusedError,
    DailyUnreachableError,
)

_REQUEST_SECS = 4.0
_CONNECT_SECS = 2.0
_BUDGET_SECS = 8.0
_FIRST_PAUSE_SECS = 0.2
_LONGEST_PAUSE_SECS = 2.0
# 400 is what Daily answers to no key at all, by name.
_KEY_ERRORS = frozenset({"authentication-error", "authorization-header-error"})
_ADVICE = "Try again in a minute; the server's log tells more."

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DailyRoom:
    """A room that was made here."""

    name: str
    url: str
    expires_at: float
    """When Daily takes it away by itself, in seconds since the epoch."""


@dataclass(frozen=True, slots=True)
class _Answer:
    status: int
    body: Json
    retry_after_secs: float = 0.0

    @property
    def fault(self) -> str:
        """Daily's own name for what is wrong."""
        return str(self.body.get("error", ""))


@dataclass(slots=True)
class _Attempts:
    """When to try once more, and when to give up."""

    until: float
    pause_secs: float = _FIRST_PAUSE_SECS
    why: str = ""
    """What the last one came to."""
    busy: bool = False
    """Whether it was refused for coming too soon."""

    def pause(self, now: float, asked_for: float = 0.0) -> float | None:
        """How long to wait for the next; None if there is no time for one."""
        pause = max(self.pause_secs, asked_for)
        self.pause_secs = min(self.pause_secs * 2, _LONGEST_PAUSE_SECS)
        return pause if now + pause < self.until else None


class DailyRest:
    """Makes rooms and meeting tokens, and takes rooms away.

    What fails by the way is tried again within a budget of time. Every request may be repeated:
    rooms have names of ours, so one that was made though its answer got lost is found again.
    """

    def __init__(
        self,
        api_url: str,
        api_key: str,
        *,
        budget_secs: float = _BUDGET_SECS,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """Describe it; nothing is opened yet.

        Args:
            api_url: Such as `https://api.daily.co/v1`.
            api_key: The domain's key.
            budget_secs: How long one call may take, with all its attempts.
            transport: Carries the requests, in tests.
            clock: Seconds, on any clock.
            sleep: Waits so many seconds.
        """
        self._api_url = api_url.rstrip("/")
        self._api_key = api_key
        self._budget_secs = budget_secs
        self._transport = transport
        self._clock = clock
        self._sleep = sleep
        self._client: httpx.AsyncClient | None = None

    async def create_room(self, name: str, expires_at: float, *, most_people: int) -> DailyRoom:
        """Make a private room.

        Args:
            name: One of ours, that nobody can guess.
            expires_at: When Daily shall take it away, in seconds since the epoch.
            most_people: How many may be in it, the agent among them.

        Raises:
            DailyError: If it cannot be made.
        """
        properties = {
            "exp": int(expires_at),
            "eject_at_room_exp": True,
            "max_participants": most_people,
            "start_video_off": True,
            "enable_chat": True,
        }
        room = {"name": name, "privacy": "private", "properties": properties}
        answer = await self._ask("POST", "/rooms", room)
        if _exists(answer):
            # Made by an attempt whose answer got lost: nobody else knows this name.
            answer = await self._ask("GET", f"/rooms/{name}")
        url = _agreed(answer).body.get("url")
        if not isinstance(url, str) or not url.startswith("https://"):
            raise DailyUnreachableError(f"Daily answered without a room's address. {_ADVICE}")
        return DailyRoom(name, url, expires_at)

    async def meeting_token(
        self, room_name: str, expires_at: float, *, user_name: str = "", is_owner: bool = False
    ) -> str:
        """Make what lets one person into one room.

        Args:
            room_name: The only room that it is for.
            expires_at: When it ends, in seconds since the epoch.
            user_name: What they are called there; empty to let them choose.
            is_owner: Whether they may send others out.

        Raises:
            DailyError: If it cannot be made.
        """
        properties: dict[str, Any] = {
            "room_name": room_name,
            "exp": int(expires_at),
            "eject_at_token_exp": True,
            "is_owner": is_owner,
        }
        if user_name:
            properties["user_name"] = user_name
        answer = await self._ask("POST", "/meeting-tokens", {"properties": properties})
        token = _agreed(answer).body.get("token")
        if not isinstance(token, str) or not token:
            raise DailyUnreachableError(f"Daily answered without a meeting token. {_ADVICE}")
        return token

    async def delete_room(self, name: str) -> None:
        """Take a room away; one that is gone already is as good.

        Args:
            name: The room's.

        Raises:
            DailyError: If it may still be there.
        """
        answer = await self._ask("DELETE", f"/rooms/{name}")
        if answer.status != 404:
            _agreed(answer)

    async def close(self) -> None:
        """Close what is open."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _ask(self, method: str, path: str, body: Json | None = None) -> _Answer:
        """Ask until there is an answer that asking again would not better."""
        attempts = _Attempts(self._clock() + self._budget_secs)
        while True:
            answer = await self._try(method, path, body, attempts)
            if answer is not None and answer.status < 500 and answer.status != 429:
                return _with_a_good_key(answer)
            pause = attempts.pause(self._clock(), answer.retry_after_secs if answer else 0.0)
            if pause is None:
                raise _given_up(attempts)
            logger.debug("Daily: {}; trying again in {:.1f}s", attempts.why, pause)
            await self._sleep(pause)

    async def _try(
        self, method: str, path: str, body: Json | None, attempts: _Attempts
    ) -> _Answer | None:
        """Make one request; None if no answer came."""
        attempts.busy = False
        try:
            async with asyncio.timeout(max(0.1, attempts.until - self._clock())):
                response = await self._opened().request(method, self._api_url + path, json=body)
        except (httpx.TransportError, TimeoutError) as error:
            attempts.why = _why(error)
            return None
        found = _parsed(response)
        if response.status_code < 400 and found is None:
            attempts.why = "its answer makes no sense"
            return None
        answer = _Answer(response.status_code, found or {}, _retry_after(response))
        attempts.busy = answer.status == 429
        attempts.why = f"it answers HTTP {answer.status}"
        return answer

    def _opened(self) -> httpx.AsyncClient:
        if self._client is None:
            self._client = httpx.AsyncClient(
                headers={"Authorization": f"Bearer {self._api_key}"},
                timeout=httpx.Timeout(_REQUEST_SECS, connect=_CONNECT_SECS),
                transport=self._transport,
            )
        return self._client


def _given_up(attempts: _Attempts) -> DailyError:
    if attempts.busy:
        return DailyBusyError("Daily is asked too often by this server. Try again in a minute.")
    return DailyUnreachableError(
        f"Daily cannot be used now: {attempts.why}. Try again in a minute; whoever runs this "
        "server may look at its network, and at DAILY_API_URL."
    )


def _with_a_good_key(answer: _Answer) -> _Answer:
    if answer.status in (401, 403) or answer.fault in _KEY_ERRORS:
        raise DailyKeyError(
            "Daily does not take the key of this server. Whoever runs it must set DAILY_API_KEY "
            "to a key of their domain (dashboard.daily.co, Developers)."
        )
    return answer


def _agreed(answer: _Answer) -> _Answer:
    if answer.status < 400:
        return answer
    # In the log alone: vendors repeat what they were sent.
    logger.warning("Daily refuses with HTTP {}: {}", answer.status, dict(answer.body))
    raise DailyRefusedError(f"Daily refuses to do this (HTTP {answer.status}). {_ADVICE}")


def _exists(answer: _Answer) -> bool:
    return answer.status == 400 and "already exists" in str(answer.body.get("info", ""))


def _why(error: Exception) -> str:
    match error:
        case httpx.ConnectError():
            return "it is not reached"
        case httpx.TimeoutException() | TimeoutError():
            return "it does not answer in time"
        case _:
            return "it breaks the connection off"


def _parsed(response: httpx.Response) -> Json | None:
    try:
        found = response.json()
    except (json.JSONDecodeError, UnicodeDecodeError):
        return None
    return found if isinstance(found, dict) else None


def _retry_after(response: httpx.Response) -> float:
    given = response.headers.get("Retry-After", "")
    return float(given) if given.isdecimal() else 0.0
