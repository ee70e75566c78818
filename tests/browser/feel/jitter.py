"""Gaps inside speech where what is sent comes late by chance, to the page and to the server."""

from __future__ import annotations

import asyncio
import math
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np

from tests.browser.feel.figures import Figure, Section, at_most
from tests.browser.feel.hum import Loudness
from tests.browser.feel.humming import humming_server
from tests.browser.feel.listening import ListeningPage, listening_page
from tests.browser.feel.relay import Relay, relay_to
from tests.support.bad_network import bad_network, namespaces_permitted
from tests.support.weather import FINE, Weather

_JITTERS_SECS = (0.0, 0.2)
_LIMIT_MS = 40
_HUM_SECS = 11.0
_SAID_SECS = 8.0
_PIECE_SECS = 0.005
_TOLD = """
Each piece of what is sent is late by a random time of 0 to 200 ms, both ways: over a WebSocket in
order, as TCP has it, by a relay between page and server; over WebRTC by a link between two network
namespaces, where packets overtake each other. The agent hums for twelve seconds, then the
microphone does for eight. *At the page*: silences inside what leaves its audio graph. *At the
server*: silences inside the recording that it keeps of the caller.
"""


async def measure() -> Section:
    """Hum both ways, without jitter and with it."""
    figures: list[Figure] = []
    for jitter in _JITTERS_SECS:
        figures += _told("WebSocket", jitter, await _through_tcp(jitter))
    # Namespaces are for root alone.
    for jitter in _JITTERS_SECS if namespaces_permitted() else ():
        figures += _told("WebRTC", jitter, await asyncio.to_thread(_through_udp, jitter))
    return Section("jitter", "Gaps inside speech", tuple(figures), _TOLD)


@dataclass(frozen=True)
class _Gaps:
    """Silences inside a hum, in seconds."""

    at_page: list[float]
    at_server: list[float]


async def _through_tcp(jitter: float) -> _Gaps:
    """Hum over a WebSocket where every piece is held up."""
    with tempfile.TemporaryDirectory() as directory:
        with humming_server(directory=Path(directory)) as url:
            async with through_relay(url) as (relay, relayed):

                def hold_up(begins: bool) -> None:
                    relay.jitter = jitter if begins else 0.0

                at_page = await _hummed(relayed, "websocket", hold_up)
        return _Gaps(at_page, _recorded(Path(directory)).gaps())


def _through_udp(jitter: float) -> _Gaps:
    """Hum over WebRTC where packets are held up, and overtake each other."""
    # As spread as a delay between none and the whole of it, each as likely.
    bad = Weather(delay_secs=jitter / 2, jitter_secs=jitter / math.sqrt(12))
    with tempfile.TemporaryDirectory() as directory:
        with bad_network() as network, humming_server(network, Path(directory)) as url:

            def hold_up(begins: bool) -> None:
                network.become(bad if begins else FINE)

            at_page = network.run(_hummed(url, "webrtc", hold_up))
        return _Gaps(at_page, _recorded(Path(directory)).gaps())


async def _hummed(url: str, way: str, hold_up: Callable[[bool], None]) -> list[float]:
    """Let both sides hum.

    Args:
        url: The server's.
        way: How to call.
        hold_up: Begins to hold up what is sent, and ends it.

    Returns:
        The gaps that were heard at the page, in seconds.
    """
    # A microphone is for loopback and for https, unless the browser is told otherwise.
    trusted = f"--unsafely-treat-insecure-origin-as-secure={url}"
    async with listening_page(url, flags=[trusted]) as page:
        await page.call(way)
        hold_up(True)
        at_page = await gaps_at_page(page, _HUM_SECS)
        await page.until_listening()
        await page.hum(_SAID_SECS)
        await asyncio.sleep(1)
        hold_up(False)
        await page.page.get_by_test_id("stop").click()
        return at_page


def _told(name: str, jitter: float, gaps: _Gaps) -> list[Figure]:
    limit = _LIMIT_MS if jitter else 0
    name = f"{name}, {jitter * 1000:.0f} ms of jitter"
    return [
        at_most(f"{name}: longest gap at the page", _longest_ms(gaps.at_page), limit),
        Figure(f"{name}: all gaps at the page", f"{sum(gaps.at_page) * 1000:.0f} ms"),
        at_most(f"{name}: longest gap at the server", _longest_ms(gaps.at_server), limit),
    ]


async def gaps_at_page(page: ListeningPage, secs: float) -> list[float]:
    """Have the agent hum for so long, and give the gaps in it in seconds."""
    begun = await page.have_it_hum()
    await asyncio.sleep(secs)
    return (await page.loudness(begun)).gaps()


def _longest_ms(gaps: list[float]) -> list[float]:
    return [max(gaps, default=0.0) * 1000]


@asynccontextmanager
async def through_relay(url: str) -> AsyncIterator[tuple[Relay, str]]:
    """Put a relay before a server; gives it, and the address that goes through it."""
    port = int(url.rsplit(":", 1)[1])
    async with relay_to("127.0.0.1", port) as (relay, relay_port):
        yield relay, f"http://127.0.0.1:{relay_port}"


def _recorded(directory: Path) -> Loudness:
    """What a server that has stopped kept of its caller, on the left side."""
    (file,) = directory.rglob("*.flac")
    with av.open(str(file), "r") as container:
        rate = container.streams.audio[0].rate
        layout = av.AudioResampler("s16p", "stereo", rate)
        frames = [part for frame in container.decode(audio=0) for part in layout.resample(frame)]
    caller = np.concatenate([frame.to_ndarray()[0] for frame in frames])
    block = int(rate * _PIECE_SECS)
    whole = np.abs(caller[: caller.size // block * block].astype(np.float64)) / 32768
    return Loudness(whole.reshape(-1, block).max(axis=1), 0.0, _PIECE_SECS)
