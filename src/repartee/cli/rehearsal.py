from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from repartee.settings import Settings, load_settings


@asynccontextmanager
async def rehearsed(settings: Settings) -> AsyncIterator[Settings]:
    """Put stand-ins in the place of every remote service, where SIMULATE asks for it.

    Args:
        settings: The server's settings.

    Yields:
        The same settings, with addresses and keys of the stand-ins.
    """
    if not settings.simulate:
        yield settings
        return
    from repartee.simulator.simulator import Simulator

    async with Simulator(cache_dir=settings.cache_dir) as simulator:
        simulated = {name.lower(): value for name, value in simulator.environment().items()}
        yield load_settings(**{**settings.model_dump(exclude_unset=True), **simulated})
