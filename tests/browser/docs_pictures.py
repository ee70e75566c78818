"""Renews the pictures of the page in the docs: `python -m tests.browser.docs_pictures`.

A server with the built-in stack is talked to by recorded speech in Chromium, as the pictures show
what a newcomer gets. Takes about two minutes.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
from playwright.async_api import Page

from tests.browser.conversing import choose_way, unfold_stack, until_said
from tests.support.page import chromium_page, write_microphone
from tests.support.server_process import serving
from tests.support.speech import SAMPLE_RATE, speak

IMAGES = Path(__file__).parents[2] / "docs" / "images"
_VOICE = "slt"
_BEFORE_SECS = 9.0
# Each question, and the seconds until the next; the story is interrupted.
_QUESTIONS = (
    ("what time is it", 6.5),
    ("what is seventeen plus twenty five", 6.0),
    ("take a note buy milk and bread", 6.0),
    ("tell me a long story", 7.0),
    ("what day is it today", 60.0),
)
_DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "color_scheme": "light"}
_PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "color_scheme": "dark",
    "device_scale_factor": 2,
}
_SETTINGS = {
    "STACK": "built-in",
    "GREETING": "Hello, I am Repartee. How can I help?",
    "HISTORY_KEEP": "audio",
    "RECORD_CALLS": "true",
    "RECORDING_NOTICE": "",
}


def _microphone(directory: Path) -> Path:
    parts = [np.zeros(int(_BEFORE_SECS * SAMPLE_RATE), np.int16)]
    for text, pause in _QUESTIONS:
        parts += [speak(text, _VOICE, directory), np.zeros(int(pause * SAMPLE_RATE), np.int16)]
    path = directory / "microphone.wav"
    write_microphone(path, np.concatenate(parts))
    return path


@asynccontextmanager
async def _talking(
    url: str, microphone: Path, way: str = "webrtc", **context: Any
) -> AsyncIterator[Page]:
    async with chromium_page(url, microphone, **context) as page:
        await unfold_stack(page)
        await choose_way(page, way)
        await unfold_stack(page)
        await page.get_by_test_id("start").click()
        await until_said(page, "42")
        yield page


async def _take(page: Page, name: str) -> None:
    path = IMAGES / name
    await page.screenshot(path=path)
    print(path)


async def _on_a_desktop(url: str, microphone: Path) -> None:
    async with _talking(url, microphone, **_DESKTOP) as page:
        await page.get_by_test_id("why-summary").click()
        await until_said(page, "today is")
        await page.get_by_test_id("state").and_(page.locator("[data-state=listening]")).wait_for()
        await _take(page, "page.png")
        await page.get_by_test_id("stop").click()
        await page.get_by_test_id("open-history").click()
        await page.get_by_test_id("history-entry").first.click()
        await page.locator("[data-testid=waveform] path").first.wait_for()
        await page.get_by_test_id("history-line").nth(5).get_by_role("button").first.click()
        await asyncio.sleep(2.0)
        await _take(page, "replay.png")
        await page.get_by_test_id("tab-operate").click()
        await page.get_by_test_id("operate").wait_for()
        await _take(page, "operate.png")


async def _on_a_phone(url: str, microphone: Path) -> None:
    async with _talking(url, microphone, way="websocket", **_PHONE) as page:
        await until_said(page, "milk")
        await asyncio.sleep(1.0)
        await _take(page, "phone.png")


async def main() -> None:
    """Hold the conversations, and write the pictures."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        microphone = await asyncio.to_thread(_microphone, directory)
        with serving(directory, **_SETTINGS) as url:
            await _on_a_desktop(url, microphone)
            await _on_a_phone(url, microphone)


if __name__ == "__main__":
    asyncio.run(main())
