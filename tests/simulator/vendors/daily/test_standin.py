"""Daily's stand-in, seen by Pipecat's own helper and on the wire."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from pipecat.transports.daily.utils import (
    DailyMeetingTokenParams,
    DailyMeetingTokenProperties,
    DailyRESTHelper,
    DailyRoomParams,
    DailyRoomProperties,
)

from repartee.simulator.faults import Fault, FaultKind
from repartee.simulator.simulator import Simulator
from tests.simulator.conftest import Rehearse

KEY = "simulated-key"
HEADERS = {"Authorization": f"Bearer {KEY}"}


@asynccontextmanager
async def _helper(simulator: Simulator, key: str = KEY) -> AsyncIterator[DailyRESTHelper]:
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=2.0)) as session:
        yield DailyRESTHelper(
            daily_api_key=key,
            daily_api_url=simulator.environment()["DAILY_API_URL"],
            aiohttp_session=session,
        )


async def test_a_room_lives_from_its_making_to_its_end(rehearse: Rehearse) -> None:
    params = DailyRoomParams(
        name="repartee",
        privacy="private",
        properties=DailyRoomProperties(exp=time.time() + 300, max_participants=2),
    )
    async with rehearse("daily") as simulator, _helper(simulator) as daily:
        made = await daily.create_room(params)
        assert (made.name, made.privacy) == ("repartee", "private")
        assert made.config.max_participants == 2
        found = await daily.get_room_from_url(made.url)
        assert found == made
        token = await daily.get_token(
            made.url,
            60,
            owner=True,
            params=DailyMeetingTokenParams(
                properties=DailyMeetingTokenProperties(user_name="Repartee")
            ),
        )
        claims = await _get(simulator, f"/meeting-tokens/{token}")
        assert claims["room_name"] == "repartee"
        assert claims["is_owner"] is True
        assert claims["user_name"] == "Repartee"
        assert await _get(simulator, "/rooms/repartee/presence") == {"total_count": 0, "data": []}
        assert (await _get(simulator, "/rooms"))["total_count"] == 1
        assert await daily.delete_room_by_url(made.url)
        assert await daily.delete_room_by_url(made.url)
        with pytest.raises(Exception, match="not found"):
            await daily.get_room_from_url(made.url)


async def _get(simulator: Simulator, path: str) -> dict[str, object]:
    url = simulator.environment()["DAILY_API_URL"] + path
    async with aiohttp.ClientSession() as session, session.get(url, headers=HEADERS) as answer:
        assert answer.status == 200
        found: dict[str, object] = await answer.json()
        return found


@pytest.mark.parametrize(
    ("headers", "status", "error"),
    [
        ({}, 400, "authorization-header-error"),
        ({"Authorization": "Basic abc"}, 400, "authorization-header-error"),
        ({"Authorization": "Bearer wrong"}, 401, "authentication-error"),
    ],
)
async def test_keys_are_asked_for(
    rehearse: Rehearse, headers: dict[str, str], status: int, error: str
) -> None:
    async with rehearse("daily") as simulator, aiohttp.ClientSession() as session:
        url = simulator.environment()["DAILY_API_URL"] + "/rooms"
        async with session.post(url, headers=headers, json={}) as answer:
            assert answer.status == status
            assert (await answer.json())["error"] == error


@pytest.mark.parametrize("status", ["401", "403", "429", "500", "503"])
async def test_the_helper_tells_each_status(rehearse: Rehearse, status: str) -> None:
    async with rehearse("daily") as simulator, _helper(simulator) as daily:
        simulator.arm("daily", Fault(FaultKind(status), times=1))
        with pytest.raises(Exception, match=rf"status: {status}"):
            await daily.create_room(DailyRoomParams())
        assert (await daily.create_room(DailyRoomParams())).name


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(FaultKind.REFUSE), aiohttp.ClientConnectorError),
        (Fault(FaultKind.HANG), TimeoutError),
        (Fault(FaultKind.DROP), aiohttp.ClientPayloadError),
        (Fault(FaultKind.GARBAGE), aiohttp.ContentTypeError),
    ],
)
async def test_the_helper_meets_each_fault(
    rehearse: Rehearse, fault: Fault, error: type[Exception]
) -> None:
    async with rehearse("daily") as simulator, _helper(simulator) as daily:
        simulator.arm("daily", fault)
        with pytest.raises(error):
            await daily.create_room(DailyRoomParams())


async def test_who_asks_too_often_is_told_how_long_to_wait(rehearse: Rehearse) -> None:
    async with rehearse("daily") as simulator, aiohttp.ClientSession(headers=HEADERS) as session:
        url = simulator.environment()["DAILY_API_URL"] + "/rooms/nobody"
        answers = [await session.delete(url) for _ in range(51)]
        assert {answer.status for answer in answers[:50]} == {404}
        assert answers[50].status == 429
        assert (await answers[50].json())["error"] == "rate-limit-error"
        assert 0 < int(answers[50].headers["Retry-After"]) <= 30
