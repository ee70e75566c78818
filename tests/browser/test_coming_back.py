"""A page that was cut off comes back to the same conversation, whatever cut it off."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Page

from tests.browser.conversing import (
    begin,
    captions,
    choose_way,
    kept_in_tab,
    state_of,
    type_words,
    until_said,
    until_state,
)
from tests.support.page import chromium_page, needs_chromium
from tests.support.restarting_server import RestartingServer, restarting
from tests.support.server_process import free_port, serving
from tests.support.speech import needs_flite

pytestmark = [pytest.mark.browser, needs_chromium, needs_flite]

WAYS = ["webrtc", "websocket"]
# A language model of the rehearsal's, which tells what the caller said before.
STACK = {"STACK": "built-in", "LLM_PROVIDER": "cerebras", "SIMULATE": "1"}
WELCOME_BACK = "welcome back"

# No way for UDP: candidates of a TURN server are asked for, and there is none.
_NO_UDP = """
  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(how) { super({ ...how, iceTransportPolicy: "relay" }); }
  };
"""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(tmp_path_factory.mktemp("server"), **STACK) as address:
        yield address


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RestartingServer]:
    with restarting(tmp_path, free_port(), **STACK) as started:
        yield started


async def _tell_something(page: Page, way: str) -> None:
    await choose_way(page, way)
    await begin(page)
    await type_words(page, "my favourite colour is green")
    await until_said(page, "remember that")
    await until_state(page, "listening")


async def _assert_remembered(page: Page) -> None:
    await type_words(page, "what did i say")
    await until_said(page, "you said: my favourite colour is green")


@pytest.mark.parametrize("way", WAYS)
async def test_a_page_that_is_reloaded_goes_on_by_itself(url: str, way: str) -> None:
    async with chromium_page(url, None) as page:
        await _tell_something(page, way)
        before = await kept_in_tab(page)
        await page.reload()
        await until_said(page, WELCOME_BACK)
        earlier = [each["text"] for each in await captions(page) if each["earlier"] == "true"]
        assert "my favourite colour is green" in earlier
        await _assert_remembered(page)
        after = await kept_in_tab(page)
    for what in ("conversationId", "resumeToken", "me"):
        assert after["membership"][what] == before["membership"][what]


@pytest.mark.parametrize("way", WAYS)
async def test_a_killed_server_finds_its_callers_again(server: RestartingServer, way: str) -> None:
    async with chromium_page(server.url, None) as page:
        await _tell_something(page, way)
        server.kill()
        await until_state(page, "lost")
        assert await page.get_by_test_id("stop").inner_text() == "Stop trying"
        server.start()
        await until_said(page, "the connection was lost for")
        await until_said(page, WELCOME_BACK)
        assert await page.locator("[data-error=server-gone]").count() == 0
        await _assert_remembered(page)


async def test_a_server_that_is_restarted_as_a_service_finds_its_callers_again(
    server: RestartingServer,
) -> None:
    async with chromium_page(server.url, None) as page:
        await _tell_something(page, "websocket")
        server.stop()
        await until_state(page, "lost")
        server.start()
        await until_said(page, WELCOME_BACK)
        await _assert_remembered(page)


async def test_a_call_changes_its_way_in_the_middle(url: str) -> None:
    async with chromium_page(url, None) as page:
        await _tell_something(page, "webrtc")
        for times, way in enumerate(("websocket", "webrtc"), start=1):
            await choose_way(page, way)
            await until_said(page, "connected anew", times)
        await _assert_remembered(page)


async def test_a_page_without_udp_calls_by_websocket_and_says_so(url: str) -> None:
    async with chromium_page(url, None) as page:
        await page.add_init_script(_NO_UDP)
        await page.reload()
        await choose_way(page, "webrtc")
        await begin(page)
        await until_said(page, "webrtc could not get through")
        await type_words(page, "what time is it")
        await until_said(page, "it's")


async def test_another_tab_with_the_same_token_takes_over_and_the_first_lets_go(url: str) -> None:
    async with chromium_page(url, None) as page:
        await _tell_something(page, "websocket")
        kept = await page.evaluate("() => sessionStorage.getItem('repartee.conversation')")
        other = await page.context.new_page()
        await other.add_init_script(
            f"sessionStorage.getItem('repartee.conversation') || "
            f"sessionStorage.setItem('repartee.conversation', {kept!r})"
        )
        await other.goto(f"{url}/client/")
        await other.get_by_test_id("go-on").click()
        await until_said(other, WELCOME_BACK)
        await until_state(page, "ended")
        assert "another" in await page.get_by_test_id("hint").inner_text()
        assert await state_of(other) != "ended"


async def test_nobody_comes_back_with_a_wrong_token(url: str) -> None:
    async with chromium_page(url, None) as page:
        await _tell_something(page, "websocket")
        await page.evaluate(
            """() => {
              const kept = JSON.parse(sessionStorage.getItem("repartee.conversation"));
              kept.membership.resumeToken = "stolen";
              kept.wasOpen = false;
              const forged = JSON.stringify(kept);
              window.addEventListener("pagehide",
                () => sessionStorage.setItem("repartee.conversation", forged));
            }"""
        )
        await page.reload()
        await page.get_by_test_id("go-on").click()
        await page.get_by_test_id("error").wait_for()
        assert await page.get_by_test_id("error").get_attribute("data-error") == "cannot-continue"
        assert await page.get_by_test_id("go-on").count() == 0


async def test_an_address_without_https_says_how_to_get_one(tmp_path: Path) -> None:
    address = _address_in_the_network()
    with serving(tmp_path, **STACK, SERVER_HOST="0.0.0.0", ALLOW_ANONYMOUS="true") as local:
        there = local.replace("127.0.0.1", address)
        async with chromium_page(there, None) as page:
            await page.get_by_test_id("start").click()
            await page.get_by_test_id("error").wait_for()
            text = await page.get_by_test_id("error").inner_text()
    assert "make run HTTPS=1" in text
    assert there.replace("http://", "https://") in text


def _address_in_the_network() -> str:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            pytest.skip("this machine is in no network")
        return str(probe.getsockname()[0])
