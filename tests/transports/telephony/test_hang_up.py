"""Pipecat's serializers hang up by REST; here is what they send, and what may go wrong."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import aiohttp
import pytest
from aiohttp import web
from yarl import URL

from repartee.transports.telephony import codec as codec_module
from repartee.transports.telephony.codec import TelephoneCodec
from repartee.transports.telephony.dialect import Dialect
from repartee.transports.telephony.events import Started
from repartee.transports.telephony.exotel import ExotelDialect
from repartee.transports.telephony.plivo import PlivoDialect
from repartee.transports.telephony.telnyx import TelnyxDialect
from repartee.transports.telephony.twilio import TwilioDialect

Answer = Callable[[], Awaitable[web.Response]]


@dataclass
class Rest:
    """All vendors' REST interfaces at once."""

    base: URL
    answer: Answer
    requests: list[tuple[str, str, str, str]] = field(default_factory=list)


@pytest.fixture
async def rest(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Rest]:
    async def ok() -> web.Response:
        return web.Response(status=200)

    server = web.Application()
    runner = web.AppRunner(server)
    rest = Rest(URL(), ok)

    async def take(request: web.Request) -> web.Response:
        host = request.headers["X-Meant-For"]
        authorization = request.headers.get("Authorization", "")
        rest.requests.append(
            (request.method, f"{host}{request.path}", authorization, await request.text())
        )
        return await rest.answer()

    server.router.add_route("*", "/{path:.*}", take)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    rest.base = URL(f"http://127.0.0.1:{runner.addresses[0][1]}")
    real = aiohttp.ClientSession._request

    async def here(
        self: aiohttp.ClientSession, method: str, url: str, **options: Any
    ) -> aiohttp.ClientResponse:
        meant = URL(url)
        headers = {**(options.pop("headers", None) or {}), "X-Meant-For": meant.host or ""}
        local = rest.base.with_path(meant.path)
        return await real(self, method, local, headers=headers, **options)

    # Telnyx' and Plivo's addresses are fixed in Pipecat.
    monkeypatch.setattr(aiohttp.ClientSession, "_request", here)
    yield rest
    await runner.cleanup()


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


_ULAW = Started("stream-1", "call-1", encoding="audio/x-mulaw")
_CASES: dict[str, tuple[Dialect, Started, tuple[str, str, str, str]]] = {
    "twilio": (
        TwilioDialect("AC1", "token", "https://api.dublin.ie1.twilio.com"),
        _ULAW,
        (
            "POST",
            "api.dublin.ie1.twilio.com/2010-04-01/Accounts/AC1/Calls/call-1.json",
            _basic("AC1", "token"),
            "Status=completed",
        ),
    ),
    "telnyx": (
        TelnyxDialect("KEY1"),
        Started("stream-1", "call-1", encoding="PCMU"),
        ("POST", "api.telnyx.com/v2/calls/call-1/actions/hangup", "Bearer KEY1", ""),
    ),
    "plivo": (
        PlivoDialect("MA1", "token"),
        _ULAW,
        ("DELETE", "api.plivo.com/v1/Account/MA1/Call/call-1/", _basic("MA1", "token"), ""),
    ),
}


@pytest.mark.parametrize("name", sorted(_CASES))
async def test_a_call_is_hung_up_at_the_vendors(rest: Rest, name: str) -> None:
    dialect, started, expected = _CASES[name]
    await TelephoneCodec(dialect, started).hang_up()
    assert rest.requests == [expected]


async def test_twilios_account_may_be_the_one_of_the_stream(rest: Rest) -> None:
    started = Started("stream-1", "call-1", "AC7", "audio/x-mulaw")
    await TelephoneCodec(TwilioDialect(auth_token="token"), started).hang_up()
    assert "Accounts/AC7" in rest.requests[0][1]


async def test_exotel_has_no_hang_up(rest: Rest) -> None:
    await TelephoneCodec(ExotelDialect(), Started("stream-1", "call-1")).hang_up()
    assert rest.requests == []


@pytest.mark.parametrize("name", sorted(_CASES))
@pytest.mark.parametrize("status", [401, 404, 422, 500])
async def test_a_refused_hang_up_is_no_error(rest: Rest, name: str, status: int) -> None:
    async def refuse() -> web.Response:
        return web.Response(status=status, text="not json")

    rest.answer = refuse
    dialect, started, _ = _CASES[name]
    await TelephoneCodec(dialect, started).hang_up()


async def test_a_vendor_that_does_not_answer_holds_nobody_up(
    rest: Rest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codec_module, "_HANG_UP_SECS", 0.2)

    async def never() -> web.Response:
        await asyncio.sleep(30)
        return web.Response()

    rest.answer = never
    dialect, started, _ = _CASES["twilio"]
    async with asyncio.timeout(60):
        await TelephoneCodec(dialect, started).hang_up()
