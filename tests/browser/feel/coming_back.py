"""How soon the page says that the server is gone, and how soon it goes on."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Awaitable
from pathlib import Path

from tests.browser.conversing import (
    begin,
    choose_way,
    type_words,
    until_said,
    until_state,
)
from tests.browser.feel.figures import Figure, Section, at_most
from tests.support.page import chromium_page
from tests.support.restarting_server import restarting
from tests.support.server_process import free_port

_STACK = {"STACK": "built-in", "LLM_PROVIDER": "cerebras", "SIMULATE": "1"}
_BANNER_MS = 3_000
_AWAY_SECS = 2.0
_TOLD = """
The server is killed while the agent speaks, and started again at the same address two seconds
later. Nothing is clicked. *The page says so*: from the kill until the page shows that the
connection is lost. *Welcomed back*: from when the server answers again until the agent says so.
Then the agent is asked what was said before.
"""


async def measure() -> Section:
    """Kill the server in mid-sentence, over either way."""
    figures: list[Figure] = []
    for way, name in (("webrtc", "WebRTC"), ("websocket", "WebSocket")):
        told, back = await _killed(way)
        figures += [
            at_most(f"{name}: the page says so", [told * 1000], _BANNER_MS),
            Figure(f"{name}: welcomed back", f"{back:.1f} s after the server was there"),
            Figure(f"{name}: remembers what was said", "yes", "yes"),
        ]
    return Section("coming-back", "A server that is killed", tuple(figures), _TOLD)


async def _killed(way: str) -> tuple[float, float]:
    with tempfile.TemporaryDirectory() as directory:
        port = free_port()
        with restarting(Path(directory), port, **_STACK) as server:
            async with chromium_page(server.url, None) as page:
                await choose_way(page, way)
                await begin(page)
                await type_words(page, "my favourite colour is green")
                await until_state(page, "speaking")
                server.kill()
                told = await _lasts(until_state(page, "lost"))
                await asyncio.sleep(_AWAY_SECS)
                await asyncio.to_thread(server.start)
                back = await _lasts(until_said(page, "welcome back"))
                await type_words(page, "what did i say")
                await until_said(page, "you said: my favourite colour is green")
    return told, back


async def _lasts(work: Awaitable[None]) -> float:
    begun = time.monotonic()
    await work
    return time.monotonic() - begun
