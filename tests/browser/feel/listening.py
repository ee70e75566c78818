"""The page with instruments in it: what leaves its audio graph, and when its messages come."""

from __future__ import annotations

import asyncio
import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from playwright.async_api import Page

from tests.browser.conversing import choose_way, state_of, type_words, until_said, until_state
from tests.browser.feel.house import ASKED, GREETING
from tests.browser.feel.hum import Loudness
from tests.support.page import chromium_page
from tests.support.speech import SAMPLE_RATE, Samples

_INSTRUMENTS = Path(__file__).with_name("instruments.js").read_text()
_ECHO_SECS = 0.5
"""Longer than anything that was said is on its way."""
_LOOK_SECS = 0.05
_LONGEST_SECS = 30.0


@dataclass(frozen=True)
class Noted:
    """A message that came."""

    type: str
    at: float
    """By the page's clock, in seconds."""


class ListeningPage:
    """A page in a call, as somebody hears it who sits in front of it."""

    def __init__(self, page: Page) -> None:
        self.page = page

    async def call(self, way: str) -> None:
        """Begin a call, and hear the greeting to its end."""
        await choose_way(self.page, way)
        await self.page.get_by_test_id("start").click()
        await until_said(self.page, GREETING.lower())
        await self.until_listening()

    async def have_it_hum(self) -> float:
        """Ask for the long hum; returns when it is heard, by the page's clock in seconds."""
        begun = await self.now()
        await type_words(self.page, ASKED)
        async with asyncio.timeout(_LONGEST_SECS):
            while not (await self.loudness(begun)).hummed:
                await asyncio.sleep(_LOOK_SECS)
        return await self.now()

    async def have_it_hum_on(self) -> None:
        """Ask for another hum where the last one is over."""
        if await state_of(self.page) == "listening":
            await self.have_it_hum()

    async def until_listening(self) -> None:
        """Wait until the agent is silent."""
        await until_state(self.page, "listening")
        await asyncio.sleep(_ECHO_SECS)

    async def now(self) -> float:
        """The page's clock, in seconds."""
        return float(await self.page.evaluate("() => performance.now()")) / 1000

    async def say(self, samples: Samples) -> float:
        """Speak; returns when the first sample is said, by the page's clock in seconds."""
        encoded = base64.b64encode(samples.tobytes()).decode()
        said = await self.page.evaluate(
            "([pcm, rate]) => window.__say(pcm, rate)", [encoded, SAMPLE_RATE]
        )
        return float(said) / 1000

    async def hum(self, secs: float) -> None:
        """Let the microphone hum."""
        await self.page.evaluate("(secs) => window.__hum(secs, 0.3)", secs)
        await asyncio.sleep(secs)

    async def loudness(self, since: float) -> Loudness:
        """How loud it was on the loudspeaker.

        Args:
            since: By the page's clock, in seconds.
        """
        heard = await self.page.evaluate("(since) => window.__levels(since)", since * 1000)
        return max((_loudness(each) for each in heard), key=lambda each: each.hummed)

    async def events(self, since: float) -> list[Noted]:
        """The messages about speech that came since then, by the page's clock in seconds."""
        told = await self.page.evaluate("() => window.__events()")
        noted = [Noted(each["type"], each["at"] / 1000) for each in told]
        return [each for each in noted if each.at > since]

    async def noted(self) -> dict[str, Any]:
        """What the browser noted of its own work."""
        found: dict[str, Any] = await self.page.evaluate("() => window.__noted")
        return found


def _loudness(tap: dict[str, Any]) -> Loudness:
    pieces = tap["pieces"]
    piece = tap["quantumMs"] / 1000
    if not pieces:
        return Loudness(np.empty(0), 0.0, piece)
    peaks = np.concatenate([each for _, each in pieces])
    # Pieces follow each other, so the end of the last one tells the time of all.
    return Loudness(peaks, pieces[-1][0] / 1000 - len(peaks) * piece, piece)


@asynccontextmanager
async def listening_page(
    url: str, *, flags: Sequence[str] = (), service_workers: str = "allow"
) -> AsyncIterator[ListeningPage]:
    """Open the page with its instruments; it is closed when the block is left.

    Args:
        url: The server's.
        flags: More of Chromium's.
        service_workers: "block" for a page that fetches all it needs.
    """
    # The instruments have a worklet of their own, which the page's policy would not let in.
    async with chromium_page(
        url,
        None,
        instruments=_INSTRUMENTS,
        flags=flags,
        bypass_csp=True,
        service_workers=service_workers,
    ) as page:
        yield ListeningPage(page)
