"""What vendors are answered, and who is not a vendor."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import httpx
import pytest
from pydantic import SecretStr
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack
from tests.support.telephone.accounts import with_telephones
from tests.support.telephone.caller import TelephoneCaller, asked
from tests.support.telephone.vendors import VENDORS, Exotel, Plivo, Telnyx, Twilio

every_vendor = pytest.mark.parametrize("vendor", sorted(VENDORS))

Serve = Callable[..., AbstractAsyncContextManager[str]]


@pytest.fixture
def serve(settings: Settings, stack: ScriptedStack) -> Serve:
    @asynccontextmanager
    async def serve(**changes: object) -> AsyncIterator[str]:
        async with running(create_app(with_telephones(settings, **changes), stack)) as url:
            yield url

    return serve


@every_vendor
async def test_a_webhook_is_answered_with_the_stream_next_to_it(serve: Serve, vendor: str) -> None:
    calling = VENDORS[vendor]()
    async with serve() as url:
        answer = await asked(calling, f"{url}/api/telephone/{vendor}")
    expected = url.replace("http", "ws") + f"/api/telephone/{vendor}/stream/"
    assert calling.stream_url(answer).startswith(expected)


@every_vendor
async def test_the_access_token_is_not_asked_of_vendors_but_of_everybody_else(
    serve: Serve, vendor: str
) -> None:
    async with serve(access_token=SecretStr("open sesame")) as url:
        answer = await asked(VENDORS[vendor](), f"{url}/api/telephone/{vendor}")
        assert answer.status_code == 200
        async with httpx.AsyncClient() as client:
            for path in ("/api/info", "/api/telephon", "/x/api/telephone/twilio"):
                assert (await client.get(url + path)).status_code == 401


@pytest.mark.parametrize("vendor", ["twilio", "telnyx", "plivo"])
async def test_a_forged_webhook_is_refused_and_told_what_to_look_at(
    serve: Serve, vendor: str
) -> None:
    async with serve() as url:
        genuine = VENDORS[vendor]().webhook(f"{url}/api/telephone/{vendor}")
        forged = httpx.Request("POST", genuine.url, content=b"CallSid=x", headers=genuine.headers)
        forged.headers["Content-Length"] = "9"
        async with httpx.AsyncClient() as client:
            answer = await client.send(forged)
    assert answer.status_code == 403
    assert "PUBLIC_URL" in answer.json()["detail"]


@every_vendor
async def test_a_webhook_without_a_proof_is_refused(serve: Serve, vendor: str) -> None:
    async with serve() as url, httpx.AsyncClient() as client:
        path = f"{url}/api/telephone/{vendor}"
        answers = [await client.post(path, data={"CallSid": "1"}), await client.get(path)]
    assert [answer.status_code for answer in answers] == [403, 403]


@every_vendor
async def test_a_vendor_without_its_key_is_not_served(
    settings: Settings, stack: ScriptedStack, vendor: str
) -> None:
    async with running(create_app(settings, stack)) as url:
        answer = await asked(VENDORS[vendor](), f"{url}/api/telephone/{vendor}")
    assert answer.status_code == 404
    assert vendor.upper() in answer.json()["detail"]


async def test_an_unknown_vendor_is_not_served(serve: Serve) -> None:
    async with serve() as url, httpx.AsyncClient() as client:
        answer = await client.post(f"{url}/api/telephone/acme")
    assert answer.status_code == 404
    assert "twilio" in answer.json()["detail"]


async def test_behind_a_tunnel_the_signature_is_over_the_public_address(serve: Serve) -> None:
    async with serve() as url:
        request = Twilio().webhook("https://abc.tunnel.example/api/telephone/twilio?persona=")
        # A tunnel keeps the host's name, and hands TLS on as plain HTTP.
        headers = {**request.headers, "X-Forwarded-Proto": "https"}
        here = f"{url}/api/telephone/twilio?persona="
        async with httpx.AsyncClient() as client:
            answer = await client.post(here, content=request.content, headers=headers)
    assert answer.status_code == 200, answer.text
    assert Twilio().stream_url(answer).startswith("wss://abc.tunnel.example/")


async def test_a_public_url_that_is_set_counts(serve: Serve) -> None:
    async with serve(public_url="https://agent.example") as url:
        request = Plivo().webhook("https://agent.example/api/telephone/plivo")
        async with httpx.AsyncClient() as client:
            answer = await client.post(
                f"{url}/api/telephone/plivo", content=request.content, headers=request.headers
            )
    assert Plivo().stream_url(answer).startswith("wss://agent.example/api/telephone/plivo/")


async def test_exotels_secret_may_stand_in_the_address(serve: Serve) -> None:
    async with serve() as url, httpx.AsyncClient() as client:
        path = f"{url}/api/telephone/exotel?CallSid=1&secret="
        good, bad = await client.get(path + "exotel-secret"), await client.get(path + "guessed")
    assert Exotel().stream_url(good)
    assert bad.status_code == 403
    assert "guessed" not in bad.text


async def test_a_choice_that_there_is_not_is_named(serve: Serve) -> None:
    async with serve() as url:
        answer = await asked(Telnyx(), f"{url}/api/telephone/telnyx?voice=nobody")
    assert answer.status_code == 422
    assert "nobody" in answer.json()["detail"]


@pytest.mark.parametrize("vendor", ["twilio", "telnyx", "plivo"])
async def test_when_all_lines_are_busy_the_caller_is_told_so(serve: Serve, vendor: str) -> None:
    other = VENDORS[vendor](call_id="another-call")
    async with (
        serve(max_sessions=1) as url,
        await TelephoneCaller.dialling(VENDORS[vendor](), url),
    ):
        answer = await asked(other, f"{url}/api/telephone/{vendor}")
    assert answer.status_code == 200
    root = ET.fromstring(answer.text)
    assert root.find("Stream") is None
    said = root.find("Say") if vendor != "plivo" else root.find("Speak")
    assert said is not None
    assert "busy" in (said.text or "")
    assert root.find("Hangup") is not None


async def test_exotels_flow_goes_on_when_all_lines_are_busy(serve: Serve) -> None:
    async with serve(max_sessions=1) as url, await TelephoneCaller.dialling(Exotel(), url):
        answer = await asked(Exotel(call_id="2"), f"{url}/api/telephone/exotel")
    assert answer.status_code == 503
    assert "busy" in answer.json()["error"]


async def _status(stream_url: str) -> int:
    try:
        async with connect(stream_url):
            return 101
    except InvalidStatus as refused:
        return refused.response.status_code


@every_vendor
async def test_nobody_opens_a_stream_unasked_or_twice(serve: Serve, vendor: str) -> None:
    calling = VENDORS[vendor]()
    async with serve() as url:
        stream = calling.stream_url(await asked(calling, f"{url}/api/telephone/{vendor}"))
        assert await _status(stream[:-1] + ("A" if stream[-1] != "A" else "B")) == 403
        assert await _status(stream.rpartition("/")[0] + "/guessed") == 403
        other = "plivo" if vendor != "plivo" else "twilio"
        assert await _status(stream.replace(f"/{vendor}/", f"/{other}/")) == 403
        assert await _status(stream) == 101
        assert await _status(stream) == 403


@pytest.mark.parametrize("body", [b"\xff\xfe", b"&".join([b"a=1"] * 500)])
async def test_a_body_that_is_no_form_is_refused(serve: Serve, body: bytes) -> None:
    async with serve() as url, httpx.AsyncClient() as client:
        answer = await client.post(f"{url}/api/telephone/twilio", content=body)
    assert answer.status_code == 400
