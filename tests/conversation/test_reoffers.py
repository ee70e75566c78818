"""A further offer of a connected caller keeps their conversation's pipeline."""

from __future__ import annotations

import asyncio

import httpx

from tests.support.peer import Peer
from tests.support.scripted_stack import ScriptedStack


async def test_a_connection_begun_anew_goes_on_in_the_same_pipeline(
    url: str, stack: ScriptedStack
) -> None:
    async with await Peer(url).connect() as before:
        mine = await before.told("conversation")
        before.type("hello")
        await before.wait_for("bot-llm-text", text="You said hello.")
        async with await Peer(url).connect(pc_id=before.pc_id, restart_pc=True) as after:
            assert after.pc_id != before.pc_id
            await after.wait_for("bot-ready")
            heard, loud = stack.ears_made[0].loud_samples, after.loud_samples
            after.type("still the same")
            await after.wait_for("bot-llm-text", text="You said still the same.")
            async with asyncio.timeout(60):
                while (
                    stack.ears_made[0].loud_samples < heard + 4000
                    or after.loud_samples < loud + 4800
                ):
                    await asyncio.sleep(0.02)
            contexts = stack.brains_made[0].contexts
            assert "hello" in [message["content"] for message in contexts[-1]]
    assert len(stack.brains_made) == 1
    assert mine["id"]


async def test_a_client_that_offers_once_more_comes_back_without_knowing_a_token(
    url: str, stack: ScriptedStack
) -> None:
    """Pipecat's own client: the same request data, and the id of a connection that is gone."""
    async with httpx.AsyncClient(base_url=url) as client:
        began = (await client.post("/start", json={})).json()
    same = {"requestData": began["webrtcRequestParams"]["requestData"]}
    async with await Peer(url).connect(**same) as peer:
        mine = await peer.told("conversation")
        peer.type("hello")
        await peer.wait_for("bot-llm-text", text="You said hello.")
    async with await Peer(url).connect(pc_id=peer.pc_id, restart_pc=True, **same) as again:
        told = await again.told("conversation")
        assert (told["id"], told["resumed"]) == (mine["id"], True)
        again.type("me again")
        await again.wait_for("bot-llm-text", text="You said me again.")
    said = [message["content"] for message in stack.brains_made[-1].contexts[-1]]
    assert "hello" in said


async def test_an_offer_of_a_connection_that_is_gone_begins_a_new_call(url: str) -> None:
    async with await Peer(url).connect() as gone:
        await gone.wait_for("bot-ready")
    async with await Peer(url).connect(pc_id="nobody's", restart_pc=True) as peer:
        assert not (await peer.told("conversation"))["resumed"]
