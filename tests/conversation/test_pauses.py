from __future__ import annotations

import asyncio

from repartee.conversation.pauses import Pauses


async def _waits(pauses: Pauses) -> asyncio.Task[None]:
    waiting = asyncio.create_task(pauses.next())
    for _ in range(3):
        await asyncio.sleep(0)
    assert not waiting.done()
    return waiting


async def test_nothing_is_said_unasked_to_an_empty_room() -> None:
    pauses = Pauses()
    waiting = await _waits(pauses)
    pauses.somebody_is_here()
    await asyncio.wait_for(waiting, 5)
    pauses.nobody_is_here()
    (await _waits(pauses)).cancel()


async def test_nobody_is_talked_over() -> None:
    pauses = Pauses()
    pauses.somebody_is_here()
    pauses.user_began()
    waiting = await _waits(pauses)
    pauses.user_finished()
    await asyncio.wait_for(waiting, 5)
    await asyncio.wait_for(pauses.next(), 5)
