"""How the page loads on a slow telephone and a slow network, and what it weighs."""

from __future__ import annotations

import gzip
import re
from importlib.resources import files
from pathlib import Path

from tests.browser.feel.figures import Figure, Section, at_most
from tests.browser.feel.humming import humming_server
from tests.browser.feel.listening import ListeningPage, listening_page

_SLOWER = 4
_FAST_3G = {
    "offline": False,
    "latency": 562.5,
    "downloadThroughput": 1474.56 * 1024 / 8,
    "uploadThroughput": 675 * 1024 / 8,
}
"""Lighthouse's "Slow 4G", once called "Fast 3G", as its DevTools throttling applies it."""
_FIRST_LOAD_BYTES = 200_000
_LONG_TASK_MS = 50
_SETTLE_MS = 3_000
_READY_MS = 5_000
_SHIFT = 0.1
_PAINTED = """() => performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0"""
_FETCHED = """() => performance.getEntriesByType("resource")
  .filter((each) => each.name.endsWith(".js"))
  .reduce((sum, each) => sum + each.encodedBodySize, 0)"""
_TOLD = f"""
A fresh browser opens the page; *slow* has a processor {_SLOWER} times as slow and the network
that Lighthouse throttles a telephone to (562 ms a request, 1.4 Mbit/s). *Can be used*: the button
that begins a call is there. *Blocked*: what tasks of more than {_LONG_TASK_MS} ms take beyond
that, as in Lighthouse's total blocking time. Sizes are of `gzip -9`.
"""


async def measure() -> Section:
    """Open the page, and weigh it."""
    figures: list[Figure] = []
    with humming_server() as url:
        for slow in (False, True):
            # What the service worker keeps is not fetched, nor slowed down.
            async with listening_page(url, service_workers="block") as page:
                figures += await _loaded(page, slow)
    return Section("loading", "Loading", (*figures, *_weights()), _TOLD)


async def _loaded(page: ListeningPage, slow: bool) -> list[Figure]:
    name = "Slow" if slow else "As it is"
    session = await page.page.context.new_cdp_session(page.page)
    await session.send("Network.enable")
    await session.send("Network.clearBrowserCache")
    if slow:
        await session.send("Emulation.setCPUThrottlingRate", {"rate": _SLOWER})
        await session.send("Network.emulateNetworkConditions", _FAST_3G)
    await page.page.reload()
    await page.page.get_by_test_id("start").wait_for()
    await page.page.wait_for_timeout(_SETTLE_MS)
    noted = await page.noted()
    painted = float(await page.page.evaluate(_PAINTED))
    blocked = sum(max(0.0, each[1] - _LONG_TASK_MS) for each in noted["longTasks"])
    shift = sum(each[1] for each in noted["shifts"])
    return [
        Figure(f"{name}: first contentful paint", f"{painted:.0f} ms"),
        Figure(f"{name}: largest contentful paint", f"{noted['painted']:.0f} ms"),
        at_most(f"{name}: can be used", [noted["ready"]], _READY_MS),
        Figure(f"{name}: blocked", f"{blocked:.0f} ms"),
        Figure(f"{name}: layout shift", f"{shift:.3f}", f"≤ {_SHIFT}", shift <= _SHIFT),
        at_most(
            f"{name}: script fetched",
            [float(await page.page.evaluate(_FETCHED)) / 1000],
            _FIRST_LOAD_BYTES / 1000,
            "kB",
        ),
    ]


def _weights() -> list[Figure]:
    """Every file of script and style of the built page."""
    built = Path(str(files("repartee.server"))) / "page"
    found = [each for each in built.rglob("*") if each.suffix in (".js", ".css")]
    return [
        Figure(f"`{_name(file)}`", f"{size / 1000:.1f} kB")
        for size, file in sorted(((_gzipped(file), file) for file in found), reverse=True)
    ]


def _gzipped(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), 9))


def _name(file: Path) -> str:
    """Without the part that changes with its content."""
    name = re.sub(r"-[\w-]{8}$", "", file.stem)
    return f"{name}{file.suffix}"
