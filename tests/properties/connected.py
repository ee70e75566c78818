"""A server for hundreds of connections, one after the other."""

from __future__ import annotations

import asyncio

import httpx
from hypothesis import HealthCheck, settings

from tests.support.server_thread import ServerThread

GREETING = "Hello there."
EXAMPLES = settings(
    max_examples=100,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


async def freed(server: ServerThread) -> None:
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as client, asyncio.timeout(60):
        while (await client.get("/health")).json()["sessions"]["active"]:
            await asyncio.sleep(0.01)
