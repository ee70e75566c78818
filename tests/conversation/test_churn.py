"""Callers come and go; nothing of them stays."""

from __future__ import annotations

import asyncio

import httpx
import pytest

from tests.support.peer import Peer
from tests.support.processes import (
    POOLED_CONNECTIONS,
    connections,
    descriptors,
    memory,
    tasks,
    threads,
)
from tests.support.scripted_stack import ScriptedStack

# Arenas, codecs and lazily imported modules level off within some thirty calls.
_WARM_UP = 40
_CYCLES = 50


async def _call(url: str, number: int) -> None:
    peer = await Peer(url).connect()
    await peer.wait_for("bot-ready")
    peer.type("hello")
    await peer.wait_for("bot-started-speaking")
    if number % 3 == 2:
        await peer.vanish()
    else:
        await peer.hang_up()


async def _quiet(url: str, within_secs: float = 45) -> None:
    async with httpx.AsyncClient(base_url=url) as client, asyncio.timeout(within_secs):
        while True:
            sessions = (await client.get("/health")).json()["sessions"]
            if not sessions["active"] and not sessions["held"]:
                break
            await asyncio.sleep(0.2)
    await asyncio.sleep(0.5)


@pytest.mark.soak
@pytest.mark.timeout(600)
async def test_fifty_calls_some_cut_off_leave_nothing_behind(
    roomy_url: str, stack: ScriptedStack
) -> None:
    for number in range(_WARM_UP):
        await _call(roomy_url, number)
    await _quiet(roomy_url)
    stack.forget()
    before = (tasks(), threads(), descriptors())
    memory_before = memory()
    for number in range(_CYCLES):
        await _call(roomy_url, number)
    await _quiet(roomy_url)
    stack.forget()
    after = (tasks(), threads(), descriptors())
    assert after[0] <= before[0], f"tasks grew from {before[0]} to {after[0]}"
    assert after[1] <= before[1], f"threads grew from {before[1]} to {after[1]}"
    assert after[2] <= before[2], f"descriptors grew from {before[2]} to {after[2]}"
    assert connections() <= POOLED_CONNECTIONS
    growth = memory() / memory_before - 1
    assert growth < 0.05, f"memory grew by {growth:.1%}"
