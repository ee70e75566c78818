"""How the page is talked to: a key that is held, devices, loudness, words as they are spoken."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.async_api import Page, expect

from tests.browser.conversing import (
    captions,
    choose_way,
    state_of,
    until_said,
    until_state,
)
from tests.support.page import chromium_page, needs_chromium, tape, write_microphone
from tests.support.pictures import picture
from tests.support.server_process import serving
from tests.support.speech import needs_flite, speak

pytestmark = [pytest.mark.browser, pytest.mark.audio, needs_chromium, needs_flite]

# What a test must reach that the page keeps to itself: tracks, connections, the screen's lock.
_EYES = """
(() => {
  window.__tracks = []; window.__peers = []; window.__locks = [];
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = async (wanted) => {
    const stream = await ask(wanted);
    window.__tracks.push(...stream.getTracks());
    return stream;
  };
  const Peer = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Peer {
    constructor(...args) { super(...args); window.__peers.push(this); }
  };
  const request = async () => {
    const lock = { released: false, release: async () => { lock.released = true; } };
    window.__locks.push(lock);
    return lock;
  };
  Object.defineProperty(navigator, "wakeLock", { value: { request } });
})();
"""
_LOOKS: dict[str, dict[str, Any]] = {
    "webrtc": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"},
    "websocket": {"viewport": {"width": 1280, "height": 800}, "color_scheme": "dark"},
}
"""Each way in another theme."""
_QUIET = 50
"""Of 32,768: what is left of speech that is turned down to nothing."""


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory = tmp_path_factory.mktemp("server")
    with serving(directory, GREETING="Hello. How can I help?", STACK="built-in") as address:
        yield address


@pytest.fixture(scope="module")
def endless_speech(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Somebody who never pauses: only letting go of the key ends a turn."""
    directory = tmp_path_factory.mktemp("speech")
    file = directory / "microphone.wav"
    write_microphone(file, np.tile(speak("what time is it", "slt", directory), 60))
    return file


async def _until(page: Page, script: str) -> None:
    await page.wait_for_function(script, timeout=40_000)


async def _hold_to_talk(page: Page) -> None:
    await page.get_by_test_id("sound-settings").click()
    await page.get_by_test_id("hold-to-talk").check()
    await page.keyboard.press("Escape")


async def _choose_device(page: Page, picker: str, label: str) -> None:
    await page.get_by_test_id("sound-settings").click()
    await page.get_by_test_id(picker).select_option(label=label)
    await page.keyboard.press("Escape")


async def _in_use(page: Page) -> dict[str, Any]:
    """The microphone that is spoken through, and how many were opened for it so far."""
    track: dict[str, Any] = await page.evaluate(
        "() => { const track = window.__tracks.at(-1);"
        " return {label: track.label, live: track.readyState === 'live',"
        "  echo: track.getSettings().echoCancellation, opened: window.__tracks.length}; }"
    )
    return track


@pytest.mark.timeout(600)
@pytest.mark.parametrize("way", ["webrtc", "websocket"])
async def test_one_is_heard_while_a_key_is_held_and_changes_devices_meanwhile(
    url: str, way: str, endless_speech: Path
) -> None:
    async with chromium_page(url, endless_speech, **_LOOKS[way]) as page:
        sockets: list[str] = []
        page.on("websocket", lambda socket: sockets.append(socket.url))
        await page.add_init_script(_EYES)
        await page.reload()
        await choose_way(page, way)
        await _hold_to_talk(page)
        await page.get_by_test_id("start").click()
        await _until(page, "() => document.querySelector('[data-testid=caption-rest]')")
        marked = await page.locator("[data-testid=caption-text] mark").inner_text()
        await picture(page, "agent-speaks")
        assert marked in "Hello. How can I help?"
        await until_state(page, "listening")

        await asyncio.sleep(2)
        assert await state_of(page) == "listening", "nobody holds the key, but somebody was heard"
        await page.keyboard.down("Space")
        await until_state(page, "hearing")
        await asyncio.sleep(2)
        assert await state_of(page) == "hearing"
        await picture(page, "hold-to-talk")
        await page.keyboard.up("Space")
        await _until(
            page, "() => document.querySelector('[data-testid=state]').dataset.state !== 'hearing'"
        )

        before = await _in_use(page)
        lines = len(sockets), await page.evaluate("() => window.__peers.length")
        await _choose_device(page, "microphone-picker", "Fake Audio Input 2")
        await _until(page, f"() => window.__tracks.length > {before['opened']}")
        assert (await _in_use(page))["label"] == "Fake Audio Input 2"
        await page.get_by_test_id("sound-settings").click()
        await page.get_by_test_id("echo-cancellation").uncheck()
        await page.get_by_test_id("sound-sheet-close").click()
        await _until(page, f"() => window.__tracks.length > {before['opened'] + 1}")
        assert (await _in_use(page))["echo"] is False
        await page.get_by_test_id("sound-settings").click()
        await page.get_by_test_id("noise-suppression").uncheck()
        await page.keyboard.press("Escape")
        await _until(page, f"() => window.__tracks.length > {before['opened'] + 2}")
        await _choose_device(page, "speaker-picker", "Fake Audio Output 1")
        # By the button this time, through the new microphone.
        await page.get_by_test_id("talk").hover()
        await page.mouse.down()
        await until_state(page, "hearing")
        await page.mouse.up()
        await until_state(page, "listening")
        assert lines == (len(sockets), await page.evaluate("() => window.__peers.length"))

        # A device that is pulled out.
        await page.evaluate("() => window.__tracks.at(-1).dispatchEvent(new Event('ended'))")
        await until_said(page, "you are heard through")
        assert (await _in_use(page))["label"] == "Fake Default Audio Input"
        assert await page.evaluate("() => window.__locks.filter((each) => !each.released).length")
        await page.get_by_test_id("stop").click()
        await _until(page, "() => window.__locks.every((each) => each.released)")


@pytest.mark.timeout(600)
async def test_the_agent_is_as_loud_as_one_wants_and_voices_can_be_heard_before(url: str) -> None:
    async with chromium_page(url, None) as page:
        await choose_way(page, "websocket")
        sample = page.get_by_test_id("voice-sample")
        await page.get_by_test_id("voice-picker").select_option(index=1)
        chosen = await page.get_by_test_id("voice-picker").input_value()
        async with page.expect_response(lambda answer: "/api/voice-sample" in answer.url) as got:
            await sample.click()
        assert (await got.value).status == 200
        await _until(
            page,
            "() => document.querySelector('[data-testid=voice-sample]').dataset.playing==='false'",
        )

        await page.get_by_test_id("silence").click()
        await page.get_by_test_id("start").click()
        await until_said(page, "can i help")
        await until_state(page, "listening")
        assert np.abs((await tape(page, 1)).astype(np.int32)).max() < _QUIET, "it was silenced"
        await page.get_by_test_id("volume").fill("10")
        await page.get_by_test_id("text-input").fill("what time is it")
        await page.get_by_test_id("send").click()
        await until_said(page, "it's")
        await until_state(page, "listening")
        heard = await tape(page, 1)
        assert np.abs(heard.astype(np.int32)).max() > 10 * _QUIET
        await page.get_by_test_id("mute").click()
        await expect(page.get_by_test_id("mute")).to_have_attribute("data-microphone", "muted")
        await page.get_by_test_id("sound-settings").click()
        await page.get_by_test_id("volume-setting").fill("20")
        await page.keyboard.press("Escape")
        await page.get_by_test_id("badge").click()
        await picture(page, "what-it-understands")
        await page.get_by_test_id("phrase").filter(has_text="what day is it").first.click()
        await until_said(page, datetime.now().astimezone().strftime("%A").lower())

        typed = page.get_by_test_id("text-input")
        await typed.click()
        await page.keyboard.type("two words")
        assert await typed.input_value() == "two words", "Space types where one types"
        await page.reload()
        assert await page.get_by_test_id("voice-picker").input_value() == chosen
        assert (await captions(page))[0]["who"] == "agent"
        await page.get_by_test_id("stop").click()


async def test_an_example_begins_a_conversation(url: str) -> None:
    async with chromium_page(url, None, **_LOOKS["websocket"]) as page:
        example = page.get_by_test_id("example").first
        await picture(page, "examples")
        words = (await example.inner_text()).strip("\u201c\u201d").lower()
        await example.click()
        await until_said(page, words)
