"""How soon the agent is silent when somebody speaks into its words."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from pathlib import Path

from tests.browser.conversing import state_of, until_state
from tests.browser.feel.figures import Figure, Section, at_most
from tests.browser.feel.humming import humming_server
from tests.browser.feel.listening import ListeningPage, listening_page
from tests.support.speech import Samples, runs_of_sound, speak

_TIMES = 10
_LIMITS_MS = {"webrtc": 150, "websocket": 100}
_NAMES = {"webrtc": "WebRTC", "websocket": "WebSocket"}
_LISTENS_SECS = 1.5
_ENDS_SECS = 2.5
_LONGEST_TURN_SECS = 25.0
_TOLD = """
The agent hums without a pause; somebody says "stop it please" into it. An `AudioWorklet` listens
to what leaves the page's audio graph. *After the event*: from `bot-interrupted`, as it comes to
the page, to the last sound of the hum; 0 where the agent was silent before. *After the first
sound*: from the first sample of the interruption that is louder than a breath, which includes
that the server must be sure that somebody speaks.
"""


async def measure() -> Section:
    """Interrupt the agent so many times over either way."""
    figures: list[Figure] = []
    with humming_server() as url:
        for way, limit in _LIMITS_MS.items():
            tails, waits = await _interrupted(url, way)
            figures += [
                at_most(f"{_NAMES[way]}, silent after the event", tails, limit),
                Figure(f"{_NAMES[way]}, silent after the first sound", _spread(waits)),
            ]
    return Section("barge-in", "Interrupting the agent", tuple(figures), _TOLD)


async def _interrupted(url: str, way: str) -> tuple[list[float], list[float]]:
    """Milliseconds after the event, and after the first sound."""
    tails: list[float] = []
    waits: list[float] = []
    with tempfile.TemporaryDirectory() as directory:
        words = speak("stop it please", "slt", Path(directory))
    async with listening_page(url) as page:
        await page.call(way)
        while len(tails) < _TIMES:
            tail, wait = await interrupt(page, words)
            tails.append(tail * 1000)
            waits.append(wait * 1000)
            await _calm(page)
    return tails, waits


async def interrupt(page: ListeningPage, words: Samples) -> tuple[float, float]:
    """Interrupt a hum once.

    Returns:
        Seconds from the event, and from the first sound, to silence.

    Raises:
        AssertionError: The agent was not interrupted, or went on to hum.
    """
    begun = await page.have_it_hum()
    await asyncio.sleep(_LISTENS_SECS)
    said = await page.say(words) + runs_of_sound(words, 1.0)[0][0]
    await asyncio.sleep(_ENDS_SECS)
    events = [each.at for each in await page.events(said) if each.type == "bot-interrupted"]
    silent = (await page.loudness(begun)).silent_at(said)
    assert events, "nothing interrupted the agent"
    assert silent is not None, "the agent hummed on"
    return max(0.0, silent - events[0]), silent - said


async def _calm(page: ListeningPage) -> None:
    """Let the answer to the interruption end."""
    await asyncio.sleep(_ENDS_SECS)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_LONGEST_TURN_SECS):
            await until_state(page.page, "listening")
    assert await state_of(page.page) != "ended"


def _spread(values: list[float]) -> str:
    middle = sorted(values)[len(values) // 2]
    return f"median {middle:.0f}, most {max(values):.0f} ms"
