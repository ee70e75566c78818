"""Conversations in Daily's rooms: the whole server, its REST stand-in, people in this process."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

import repartee.app.daily
from repartee.app import create_app
from repartee.settings import Settings, SettingsError
from repartee.simulator.faults import Fault, FaultKind
from repartee.simulator.simulator import Simulator
from repartee.transports.daily.faults import DailyMissingError
from tests.simulator.conftest import scripted
from tests.support.daily_room import FakeCall
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack

PATH = "/api/realtime/pipecat/session"
GREETING = "Hello there."


@dataclass
class House:
    """A server, Daily's stand-in, and the calls that the server made."""

    url: str
    simulator: Simulator
    calls: list[FakeCall] = field(default_factory=list)
    refuses: str = ""
    """Why the agent gets into no room."""
    installed: bool = True
    """Whether Daily's package is."""

    def make_call(self) -> FakeCall:
        if not self.installed:
            raise DailyMissingError
        self.calls.append(FakeCall(refuses=self.refuses))
        return self.calls[-1]

    async def ask(self, **wishes: Any) -> httpx.Response:
        async with httpx.AsyncClient(base_url=self.url, timeout=30) as client:
            return await client.post(PATH, json=wishes)

    async def health(self) -> dict[str, Any]:
        async with httpx.AsyncClient(base_url=self.url, timeout=30) as client:
            body: dict[str, Any] = (await client.get("/health")).json()
            return body

    async def rooms(self) -> list[str]:
        key = self.simulator.environment()["DAILY_API_KEY"]
        api = self.simulator.environment()["DAILY_API_URL"]
        async with httpx.AsyncClient(headers={"Authorization": f"Bearer {key}"}) as client:
            found = (await client.get(f"{api}/rooms")).json()["data"]
        return [each["name"] for each in found]

    async def until_empty(self) -> None:
        async with asyncio.timeout(60):
            while await self.rooms() or (await self.health())["sessions"]["active"]:
                await asyncio.sleep(0.05)


Open = Callable[..., AbstractAsyncContextManager[House]]


@pytest.fixture
def house(settings: Settings, stack: ScriptedStack, monkeypatch: pytest.MonkeyPatch) -> Open:
    @asynccontextmanager
    async def opened(**changes: Any) -> AsyncIterator[House]:
        async with scripted("daily") as simulator:
            there = House("", simulator)
            monkeypatch.setattr(repartee.app.daily, "native_calls", lambda *_: there.make_call)
            environment = simulator.environment()
            configured = settings.model_copy(
                update={
                    "daily_api_key": SecretStr(environment["DAILY_API_KEY"]),
                    "daily_api_url": environment["DAILY_API_URL"],
                    **changes,
                }
            )
            async with running(create_app(configured, stack)) as url:
                there.url = url
                yield there

    return opened


async def test_a_caller_gets_a_room_with_the_agent_in_it_and_is_greeted(house: Open) -> None:
    async with house() as there:
        invited = (await there.ask(conversation_id="tea-time")).json()
        assert invited["conversation_id"] == "tea-time"
        assert invited["token"]
        (room,) = await there.rooms()
        assert invited["room_url"].endswith(room)
        (call,) = there.calls
        assert call.url == invited["room_url"]
        assert call.token not in ("", invited["token"])
        assert (await there.health())["sessions"]["active"] == 0, "the greeting waits for somebody"

        call.room.came("anna", "Anna")
        await call.until(lambda: any(call.said))
        (introduction,) = call.messages("conversation")
        assert introduction["id"] == "tea-time"
        assert introduction["resume_token"]
        ready = {
            "label": "rtvi-ai",
            "type": "client-ready",
            "id": "1",
            "data": {"version": "2.1.0"},
        }
        call.room.told("anna", ready)
        await call.until(lambda: any(message["type"] == "bot-ready" for _, message in call.sent))
        call.room.told("anna", {"event": "chat-msg", "message": "hello", "name": "Anna"})
        await call.until(
            lambda: any(
                message["type"] == "bot-llm-text" and "hello" in message["data"]["text"]
                for _, message in call.sent
            )
        )


async def test_the_room_is_gone_when_everybody_left(house: Open) -> None:
    async with house(daily_empty_secs=0.05) as there:
        await there.ask()
        call = there.calls[0]
        call.room.came("anna", "Anna")
        await call.until(lambda: any(call.said))
        call.room.went("anna")
        await there.until_empty()
        assert call.left


async def test_the_room_is_gone_when_the_agent_hangs_up(house: Open) -> None:
    async with house(idle_timeout_secs=0.5) as there:
        await there.ask(greeting=False)
        call = there.calls[0]
        call.room.came("anna", "Anna")
        await there.until_empty()
        assert call.messages("ending")[0]["reason"] == "idle"
        assert call.sent_out
        assert call.left


async def test_the_room_is_gone_when_nobody_comes(house: Open) -> None:
    async with house(daily_no_show_secs=0.1) as there:
        assert (await there.ask()).status_code == 200
        await there.until_empty()
        assert there.calls[0].left


async def test_the_room_is_gone_when_the_server_stops(house: Open) -> None:
    async with scripted("daily") as elsewhere:
        where = elsewhere.environment()
        key = SecretStr(where["DAILY_API_KEY"])
        async with house(daily_api_url=where["DAILY_API_URL"], daily_api_key=key) as there:
            there.simulator = elsewhere
            await there.ask()
            await there.ask()
            talking, waiting = there.calls
            talking.room.came("anna", "Anna")
            await talking.until(lambda: any(talking.said))
            assert len(await there.rooms()) == 2
        assert await there.rooms() == []
        assert talking.left
        assert waiting.left


async def test_the_room_is_gone_when_the_agent_does_not_get_in(house: Open) -> None:
    async with house() as there:
        there.refuses = "The agent did not get in."
        refused = await there.ask()
        assert refused.status_code == 502
        assert refused.json()["detail"] == there.refuses
        assert await there.rooms() == []


async def test_a_room_for_which_there_is_no_token_is_taken_back(house: Open) -> None:
    async with house() as there:
        there.simulator.arm("daily", Fault(FaultKind.PAYMENT, only="/v1/meeting-tokens"))
        assert (await there.ask()).status_code == 502
        await there.until_empty()
        assert there.calls[0].left


@pytest.mark.parametrize(
    ("kind", "status", "told"),
    [
        (FaultKind.UNAUTHORISED, 502, "DAILY_API_KEY"),
        (FaultKind.PAYMENT, 502, "refuses"),
        (FaultKind.REFUSE, 502, "not reached"),
    ],
)
async def test_what_daily_does_wrong_is_told(
    house: Open, kind: FaultKind, status: int, told: str
) -> None:
    async with house() as there:
        there.simulator.arm("daily", Fault(kind))
        began = time.monotonic()
        refused = await there.ask()
        assert refused.status_code == status
        assert refused.headers["content-type"] == "application/problem+json"
        assert told in refused.json()["detail"]
        assert there.simulator.environment()["DAILY_API_KEY"] not in refused.text
        assert time.monotonic() - began < 25


async def test_a_stolen_id_gets_no_room(house: Open) -> None:
    async with house() as there:
        await there.ask(conversation_id="hers")
        there.calls[0].room.came("anna", "Anna")
        await there.calls[0].until(lambda: there.calls[0].messages("conversation"))
        assert (await there.ask(conversation_id="hers")).status_code == 403
        assert (await there.ask(conversation_id="hers", token="guessed")).status_code == 403
        assert len(await there.rooms()) == 1


async def test_a_conversation_is_taken_up_again_with_its_token(house: Open) -> None:
    async with house() as there:
        await there.ask(conversation_id="hers")
        before = there.calls[0]
        before.room.came("anna", "Anna")
        await before.until(lambda: before.messages("conversation"))
        token = before.messages("conversation")[0]["resume_token"]
        before.room.ended()
        await before.until(lambda: before.left)
        back = await there.ask(conversation_id="hers", token=token)
        assert back.status_code == 200
        again = there.calls[1]
        again.room.came("anna", "Anna")
        await again.until(lambda: again.messages("conversation"))
        assert again.messages("conversation")[0]["resumed"]


async def test_rooms_that_wait_count_as_lines(house: Open) -> None:
    async with house(max_sessions=2) as there:
        answers = [(await there.ask()).status_code for _ in range(3)]
        assert answers == [200, 200, 503]
        assert len(await there.rooms()) == 2


async def test_a_choice_that_cannot_be_met_costs_no_room(house: Open) -> None:
    async with house() as there:
        assert (await there.ask(voice="nobody")).status_code == 422
        assert (await there.ask(colour="red")).status_code == 422
        assert (await there.ask(conversation_id="../..")).status_code == 422
        assert await there.rooms() == []


async def test_start_answers_as_pipecats_clients_want_it(house: Open) -> None:
    async with house() as there, httpx.AsyncClient(base_url=there.url) as client:
        started = (await client.post("/start", json={"transport": "daily"})).json()
        assert started["dailyRoom"] == there.calls[0].url
        assert started["dailyToken"]


async def test_without_a_key_it_says_how_to_set_it_up(url: str) -> None:
    async with httpx.AsyncClient(base_url=url) as client:
        refused = await client.post(PATH)
    assert refused.status_code == 501
    assert "DAILY_API_KEY" in refused.json()["detail"]


async def test_without_dailys_package_it_names_the_extra(house: Open) -> None:
    async with house() as there:
        there.installed = False
        refused = await there.ask()
        assert refused.status_code == 501
        assert "'.[daily]'" in refused.json()["detail"]
        assert await there.rooms() == []


async def test_health_tells_whether_the_key_is_good(house: Open) -> None:
    async with house() as there, httpx.AsyncClient(base_url=there.url, timeout=30) as client:
        there.simulator.arm("daily", Fault(FaultKind.UNAUTHORISED))
        check = (await client.get("/health/daily")).json()["checks"]["daily"]
        assert check["status"] == "degraded"
        assert check["fix"]


# One room for all

FIXED = {"daily_room_url": "https://mine.daily.co/reception", "daily_token": SecretStr("agent's")}


async def test_a_fixed_room_is_joined_and_left_where_it_is(house: Open) -> None:
    async with house(**FIXED) as there:
        invited = (await there.ask()).json()
        assert invited["room_url"] == FIXED["daily_room_url"]
        assert invited["token"] == "", "the agent's own token is not given away"
        assert there.calls[0].token == "agent's"
        assert await there.rooms() == []


async def test_a_fixed_room_holds_one_conversation_at_a_time(house: Open) -> None:
    async with house(**FIXED) as there:
        first = (await there.ask(conversation_id="one")).json()
        changed = (await there.ask(conversation_id="two")).json()
        assert first["conversation_id"] == "one"
        assert changed["conversation_id"] == "two"
        (call,) = there.calls
        call.room.came("anna", "Anna")
        await call.until(lambda: call.messages("conversation"))
        assert call.messages("conversation")[0]["id"] == "two"
        refused = await there.ask()
        assert refused.status_code == 409
        assert "in use" in refused.json()["detail"]
        async with httpx.AsyncClient(base_url=there.url) as client:
            assert (await client.post("/start", json={"transport": "daily"})).status_code == 409


async def test_while_somebody_is_in_the_one_room_everybody_else_is_told_so(house: Open) -> None:
    async with house(**FIXED, max_sessions=1) as there:
        await there.ask(conversation_id="hers")
        (call,) = there.calls
        call.room.came("anna", "Anna")
        # At once: the conversation has not even begun.
        for wishes in ({}, {"conversation_id": "hers"}, {"conversation_id": "his"}):
            refused = await there.ask(**wishes)
            assert refused.status_code == 409
            assert refused.json()["detail"].startswith("There is one Daily room here")
        await call.until(lambda: call.messages("conversation"))
        assert call.messages("conversation")[0]["id"] == "hers"
        assert (await there.ask()).status_code == 409


async def test_the_one_room_is_free_again_when_its_conversation_is_over(house: Open) -> None:
    async with house(**FIXED, daily_empty_secs=0.05, resume_grace_secs=0.05) as there:
        await there.ask()
        there.calls[0].room.came("anna", "Anna")
        await there.calls[0].until(lambda: there.calls[0].messages("conversation"))
        there.calls[0].room.went("anna")
        await there.calls[0].until(lambda: there.calls[0].left)
        await there.until_empty()
        assert (await there.ask()).status_code == 200


async def test_with_transport_type_daily_the_agent_waits_in_its_room(house: Open) -> None:
    async with house(**FIXED, transport_type="daily") as there:
        async with asyncio.timeout(60):
            while not there.calls:
                await asyncio.sleep(0.01)
        (call,) = there.calls
        call.room.came("anna", "Anna")
        await call.until(lambda: any(call.said))


def test_transport_type_daily_without_daily_is_a_wrong_setting(
    settings: Settings, stack: ScriptedStack
) -> None:
    with pytest.raises(SettingsError, match="DAILY_API_KEY"):
        create_app(settings.model_copy(update={"transport_type": "daily"}), stack)
