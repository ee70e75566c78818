"""No more connections are set up at once than the settings allow."""

from __future__ import annotations

import asyncio

import httpx

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.peer import Peer
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack


async def test_offers_that_come_all_at_once_are_counted_too(
    settings: Settings, stack: ScriptedStack
) -> None:
    app = create_app(settings.model_copy(update={"max_pending_offers": 2}), stack)
    async with running(app) as url, httpx.AsyncClient(base_url=url, timeout=20) as client:
        peer = Peer(url)
        offer = await peer.offer()
        answers = await asyncio.gather(*(client.post("/api/offer", json=offer) for _ in range(6)))
        await peer.hang_up()
    assert sorted(answer.status_code for answer in answers) == [200] * 2 + [503] * 4
