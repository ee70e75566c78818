"""What is started before the first caller, and in which order all of it is closed."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from fastapi import FastAPI

from repartee.app.house import House
from repartee.app.webrtc import within_ports
from repartee.engines import memory
from repartee.engines.threads import prestarted_executor
from repartee.settings import Settings

# aiortc encodes in the event loop's own pool; Opus takes 0.2 ms a frame.
_CODEC_THREADS = 4


def lifespan_of(
    settings: Settings, house: House
) -> Callable[[FastAPI], AbstractAsyncContextManager[None]]:
    """Make the app's lifespan, which ends all conversations when the server stops.

    Args:
        settings: Which ports WebRTC may use.
        house: What is started and closed.
    """

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        asyncio.get_running_loop().set_default_executor(
            prestarted_executor(_CODEC_THREADS, "codec")
        )
        memory.settle()
        await _open(house)
        with within_ports(settings):
            yield
        await _close(house)

    return lifespan


async def _open(house: House) -> None:
    house.loop_lag.start()
    house.missing.start()
    await house.shelf.open()
    if house.history:
        await house.history.open()
    if house.todays_costs:
        await house.todays_costs.open()
    if house.keepers:
        await house.keepers.open()
    if house.remembering:
        await house.remembering.open()
    if house.studio:
        house.studio.start()
    if house.daily:
        house.daily.start()
    house.warming.start()


async def _close(house: House) -> None:
    house.loop_lag.stop()
    await house.warming.close()
    await house.missing.close()
    await house.board.close()
    await house.downloads.close()
    await house.sessions.close()
    if house.daily:
        await house.daily.close()
    await house.connections.close()
    if house.remembering:
        await house.remembering.close()
    if house.studio:
        await house.studio.close()
    if house.keepers:
        await house.keepers.close()
    if house.todays_costs:
        await house.todays_costs.close()
    # Last: every conversation has its end by now.
    if house.history:
        await house.history.close()
