"""Whether the page stays quick in a call of two minutes."""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

from playwright.async_api import CDPSession

from tests.browser.feel.figures import Figure, Section, at_most
from tests.browser.feel.humming import humming_server
from tests.browser.feel.listening import ListeningPage, listening_page
from tests.support.speech import Samples, speak

_CALL_SECS = 120.0
_LONG_TASK_MS = 100
_SHIFT = 0.1
_TOLD = """
A call of two minutes in which the agent speaks most of the time, with captions, the waterfall
unfolded and typed words; on a screen of 1280 × 720 pixels without a graphics processor. *Longest
task*: what held up the page's thread for longest, as `PerformanceObserver` tells of tasks beyond
50 ms. *Busy*: share of the time in which that thread did anything.
"""


async def measure() -> Section:
    """Hold a long call over either way."""
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory() as directory:
        words = speak("how are you", "slt", Path(directory))
    with humming_server() as url:
        for way, name in (("webrtc", "WebRTC"), ("websocket", "WebSocket")):
            async with listening_page(url) as page:
                figures += await _held(page, way, name, words)
    return Section("long-call", "A call of two minutes", tuple(figures), _TOLD)


async def _held(page: ListeningPage, way: str, name: str, words: Samples) -> list[Figure]:
    await page.call(way)
    session = await page.page.context.new_cdp_session(page.page)
    await session.send("Performance.enable")
    begun, busy = await page.now(), await _busy_secs(session)
    await page.say(words)
    await page.page.locator("[data-testid=why] summary").click()
    while await page.now() - begun < _CALL_SECS:
        await asyncio.sleep(1)
        await page.have_it_hum_on()
    lasted = await page.now() - begun
    share = (await _busy_secs(session) - busy) / lasted
    noted = await page.noted()
    tasks = [lasts for at, lasts in noted["longTasks"] if at > begun * 1000]
    shift = sum(value for at, value in noted["shifts"] if at > begun * 1000)
    return [
        at_most(f"{name}: longest task", [max(tasks, default=0.0)], _LONG_TASK_MS),
        Figure(f"{name}: tasks beyond 50 ms", str(len(tasks))),
        Figure(f"{name}: busy", f"{share:.0%}"),
        Figure(f"{name}: layout shift", f"{shift:.3f}", f"≤ {_SHIFT}", shift <= _SHIFT),
    ]


async def _busy_secs(session: CDPSession) -> float:
    metrics = (await session.send("Performance.getMetrics"))["metrics"]
    return float(next(each["value"] for each in metrics if each["name"] == "TaskDuration"))
