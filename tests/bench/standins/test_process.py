"""The stand-ins are a process of their own that tells what it is asked, and when."""

from __future__ import annotations

import asyncio
import time

import httpx

from repartee.bench.standins import QUICKSTART, Part, StandIns, VendorDelays


async def test_a_request_to_the_brain_is_told_with_its_time_and_answered_with_the_reply() -> None:
    began = time.monotonic()
    async with StandIns(QUICKSTART, VendorDelays(brain=0.0), "It is sunny.") as standins:
        settings = standins.settings
        async with httpx.AsyncClient(trust_env=False) as http:
            response = await http.post(
                f"{settings['OPENAI_BASE_URL']}/chat/completions",
                headers={"Authorization": f"Bearer {settings['OPENAI_API_KEY']}"},
                json={
                    "model": "gpt-4.1-mini",
                    "messages": [{"role": "user", "content": "How is it outside?"}],
                },
            )
        async with asyncio.timeout(10):
            while not standins.asked:
                await asyncio.sleep(0.01)
    assert response.json()["choices"][0]["message"]["content"] == "It is sunny."
    (asked,) = standins.asked
    assert asked.part is Part.BRAIN
    assert began < asked.at < time.monotonic()
