"""A server with WEBRTC_PORT_RANGE: calls stay in it, and one too many is refused by name."""

from __future__ import annotations

import asyncio
import re
import socket

import httpx
import pytest

from repartee.settings import Settings
from tests.support.peer import Peer
from tests.support.server_thread import server_thread


def _free_port() -> int:
    """One that is free on every address."""
    with socket.socket(socket.AF_INET6, socket.SOCK_DGRAM) as udp:
        udp.bind(("::", 0))
        port: int = udp.getsockname()[1]
        return port


@pytest.fixture
def port() -> int:
    return _free_port()


@pytest.fixture
def narrow(settings: Settings, port: int) -> Settings:
    return settings.model_copy(update={"webrtc_port_range": f"{port}-{port}"})


async def test_a_call_takes_one_port_of_the_range(narrow: Settings, port: int) -> None:
    # In a loop of its own, so that the caller's own sockets are not held within the range.
    with server_thread(narrow) as server:
        async with Peer(server.url) as caller:
            await caller.connect()
            assert caller._pc.remoteDescription is not None
            sdp = caller._pc.remoteDescription.sdp
            found = re.findall(r"a=candidate:\S+ \d+ udp \d+ \S+ (\d+) typ host", sdp)
            assert set(found) == {str(port)}
            await caller.wait_for("bot-ready")


async def test_one_call_too_many_is_told_so_and_the_next_gets_the_port(
    narrow: Settings,
) -> None:
    with server_thread(narrow) as server:
        async with Peer(server.url) as first:
            await first.connect()
            async with Peer(server.url) as second, httpx.AsyncClient() as client:
                refused = await client.post(f"{server.url}/api/offer", json=await second.offer())
            assert refused.status_code == 503
            assert "WEBRTC_PORT_RANGE" in refused.json()["detail"]
            assert "Retry-After" in refused.headers
            await first.wait_for("bot-ready")
        await _connects_in_the_end(server.url)


async def test_of_two_calls_at_once_one_gets_the_only_port(narrow: Settings) -> None:
    with server_thread(narrow) as server:
        async with Peer(server.url) as one, Peer(server.url) as two, httpx.AsyncClient() as client:
            offers = [await one.offer(), await two.offer()]
            answers = await asyncio.gather(
                *(client.post(f"{server.url}/api/offer", json=each) for each in offers)
            )
    assert sorted(each.status_code for each in answers) == [200, 503]


async def _connects_in_the_end(url: str) -> None:
    for _ in range(100):
        async with Peer(url) as caller:
            try:
                await caller.connect()
            except httpx.HTTPStatusError:
                continue
            return
    pytest.fail("the port never came free")
