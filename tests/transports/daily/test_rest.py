"""Rooms and tokens by Daily's REST, from its stand-in, with everything that may go wrong."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest

from repartee.simulator.faults import Fault, FaultKind
from repartee.simulator.simulator import Simulator
from repartee.transports.daily.faults import (
    DailyBusyError,
    DailyError,
    DailyKeyError,
    DailyRefusedError,
    DailyUnreachableError,
)
from repartee.transports.daily.rest import DailyRest
from tests.simulator.conftest import scripted

KEY = "sk-simulated-hush-hush"
NAME = "repartee-0123456789abcdef"


class Impatience:
    """A clock that moves as soon as somebody waits, and a little at each look."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def clock(self) -> float:
        self.now += 0.001
        return self.now

    async def sleep(self, secs: float) -> None:
        self.waits.append(secs)
        self.now += secs


@asynccontextmanager
async def daily() -> AsyncIterator[tuple[Simulator, DailyRest]]:
    async with scripted("daily") as simulator:
        environment = simulator.environment()
        time_kept = Impatience()
        rest = DailyRest(
            environment["DAILY_API_URL"],
            environment["DAILY_API_KEY"],
            clock=time_kept.clock,
            sleep=time_kept.sleep,
        )
        try:
            yield simulator, rest
        finally:
            await rest.close()


async def _rooms(simulator: Simulator) -> list[dict[str, object]]:
    environment = simulator.environment()
    headers = {"Authorization": f"Bearer {environment['DAILY_API_KEY']}"}
    async with httpx.AsyncClient(headers=headers) as client:
        answer = await client.get(f"{environment['DAILY_API_URL']}/rooms")
    rooms: list[dict[str, object]] = answer.json()["data"]
    return rooms


async def test_a_room_is_private_and_ends_by_itself() -> None:
    until = time.time() + 600
    async with daily() as (simulator, rest):
        room = await rest.create_room(NAME, until, most_people=6)
        (made,) = await _rooms(simulator)
        assert room.url.endswith(NAME)
        assert made["privacy"] == "private"
        config = made["config"]
        assert isinstance(config, dict)
        assert config["exp"] == int(until)
        assert config["eject_at_room_exp"]
        assert config["max_participants"] == 6


async def test_a_token_is_for_one_room_alone_and_ends() -> None:
    until = time.time() + 600
    async with daily() as (simulator, rest):
        token = await rest.meeting_token(NAME, until, user_name="Anna")
        url = f"{simulator.environment()['DAILY_API_URL']}/meeting-tokens/{token}"
        key = simulator.environment()["DAILY_API_KEY"]
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as client:
            claims = (await client.get(url)).json()
    assert claims["room_name"] == NAME
    assert claims["exp"] == int(until)
    assert claims["user_name"] == "Anna"
    assert not claims["is_owner"]


async def test_a_room_can_be_taken_away_twice() -> None:
    async with daily() as (simulator, rest):
        await rest.create_room(NAME, time.time() + 60, most_people=2)
        await rest.delete_room(NAME)
        await rest.delete_room(NAME)
        assert await _rooms(simulator) == []


@pytest.mark.parametrize(
    "kind",
    [
        FaultKind.RATE_LIMIT,
        FaultKind.ERROR,
        FaultKind.UNAVAILABLE,
        FaultKind.DROP,
        FaultKind.GARBAGE,
    ],
)
async def test_what_fails_once_is_asked_again_and_makes_one_room(kind: FaultKind) -> None:
    async with daily() as (simulator, rest):
        simulator.arm("daily", Fault(kind, times=1))
        room = await rest.create_room(NAME, time.time() + 60, most_people=2)
        assert [each["name"] for each in await _rooms(simulator)] == [room.name]


@pytest.mark.parametrize(
    ("kind", "error"),
    [
        (FaultKind.UNAUTHORISED, DailyKeyError),
        (FaultKind.FORBIDDEN, DailyKeyError),
        (FaultKind.PAYMENT, DailyRefusedError),
        (FaultKind.RATE_LIMIT, DailyBusyError),
        (FaultKind.ERROR, DailyUnreachableError),
        (FaultKind.REFUSE, DailyUnreachableError),
        (FaultKind.DROP, DailyUnreachableError),
        (FaultKind.GARBAGE, DailyUnreachableError),
    ],
)
async def test_what_goes_on_failing_is_told_without_the_key(
    kind: FaultKind, error: type[DailyError]
) -> None:
    async with daily() as (simulator, rest):
        simulator.arm("daily", Fault(kind))
        with pytest.raises(error) as told:
            await rest.create_room(NAME, time.time() + 60, most_people=2)
        key = simulator.environment()["DAILY_API_KEY"]
    assert key not in str(told.value)
    assert str(told.value).startswith("Daily ")


async def test_a_server_that_never_answers_costs_no_more_than_the_budget() -> None:
    async with scripted("daily") as simulator:
        environment = simulator.environment()
        simulator.arm("daily", Fault(FaultKind.HANG))
        rest = DailyRest(
            environment["DAILY_API_URL"], environment["DAILY_API_KEY"], budget_secs=0.5
        )
        began = time.monotonic()
        with pytest.raises(DailyUnreachableError, match="in time"):
            await rest.create_room(NAME, time.time() + 60, most_people=2)
        assert time.monotonic() - began < 3
        await rest.close()


def _scripted(*answers: httpx.Response) -> DailyRest:
    waiting = list(answers)
    time_kept = Impatience()
    return DailyRest(
        "https://daily.example/v1/",
        KEY,
        transport=httpx.MockTransport(lambda _request: waiting.pop(0)),
        clock=time_kept.clock,
        sleep=time_kept.sleep,
    )


async def test_a_wish_to_be_left_alone_for_longer_than_the_budget_is_heeded() -> None:
    rest = _scripted(httpx.Response(429, headers={"Retry-After": "30"}, json={}))
    with pytest.raises(DailyBusyError):
        await rest.delete_room(NAME)


async def test_what_daily_says_of_the_key_is_not_repeated() -> None:
    said = {"error": "invalid-request-error", "info": f"your key {KEY} may not"}
    rest = _scripted(httpx.Response(400, json=said))
    with pytest.raises(DailyRefusedError) as told:
        await rest.create_room(NAME, 1.0, most_people=2)
    assert KEY not in str(told.value)


async def test_no_key_at_all_is_a_key_that_is_wrong() -> None:
    rest = _scripted(httpx.Response(400, json={"error": "authorization-header-error"}))
    with pytest.raises(DailyKeyError, match="DAILY_API_KEY"):
        await rest.delete_room(NAME)


@pytest.mark.parametrize("body", [{}, {"url": 7}, {"url": "javascript:alert(1)"}])
async def test_an_answer_without_a_room_is_none(body: dict[str, object]) -> None:
    with pytest.raises(DailyUnreachableError, match="without a room"):
        await _scripted(httpx.Response(200, json=body)).create_room(NAME, 1.0, most_people=2)
