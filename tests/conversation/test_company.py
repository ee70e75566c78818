"""Several callers share one conversation."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.peer import Peer
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack


def _invited(conversation: dict[str, Any], name: str) -> dict[str, Any]:
    return {
        "conversation_id": conversation["id"],
        "invite_token": conversation["invite_token"],
        "name": name,
    }


async def test_a_guest_joins_by_invitation_and_everybody_is_told(url: str) -> None:
    async with await Peer(url).connect(start={"name": "Anna"}) as anna:
        hers = await anna.told("conversation")
        async with await Peer(url).connect(start=_invited(hers, "Bob")) as bob:
            his = await bob.told("conversation")
            assert his["id"] == hers["id"]
            assert his["resume_token"] != hers["resume_token"]
            assert [each["name"] for each in his["participants"]] == ["Anna", "Bob"]
            joined = await anna.told("participant-joined")
            assert joined["participant"]["name"] == "Bob"
            async with httpx.AsyncClient(base_url=url) as client:
                health = (await client.get("/health")).json()
            assert health["sessions"]["active"] == 1
        left = await anna.told("participant-left")
        assert [each["name"] for each in left["participants"]] == ["Anna"]


async def test_everybody_hears_the_agent_and_it_knows_who_typed(
    url: str, stack: ScriptedStack
) -> None:
    async with await Peer(url).connect(start={"name": "Anna"}) as anna:
        hers = await anna.told("conversation")
        async with await Peer(url).connect(start=_invited(hers, "Bob")) as bob:
            await bob.told("conversation")
            await anna.told("participant-joined")
            await anna.wait_for("bot-stopped-speaking")
            before = anna.loud_samples, bob.loud_samples
            bob.type("hello")
            for peer in (anna, bob):
                await peer.wait_for("bot-llm-text", text="You said [Bob] hello.")
            async with asyncio.timeout(60):
                while not (
                    anna.loud_samples > before[0] + 4800 and bob.loud_samples > before[1] + 4800
                ):
                    await asyncio.sleep(0.02)
    context = stack.brains_made[0].contexts[-1]
    assert any("Anna, Bob" in str(message["content"]) for message in context)
    assert context[-1]["content"] == "[Bob] hello"


async def test_guests_hear_each_other(url: str, stack: ScriptedStack) -> None:
    stack.greeting = ""
    async with await Peer(url).connect() as anna:
        hers = await anna.told("conversation")
        assert anna.loud_samples == 0
        async with await Peer(url).connect(start=_invited(hers, "Bob")) as bob:
            # Both peers send a tone, and the agent is silent.
            await anna.wait_for_sound()
            await bob.wait_for_sound()
    async with asyncio.timeout(60):
        while stack.ears_made[0].loud_samples < 1600:
            await asyncio.sleep(0.02)


async def test_the_sixth_is_told_that_there_is_no_room(url: str) -> None:
    peers = [await Peer(url).connect()]
    mine = await peers[0].told("conversation")
    try:
        for number in range(4):
            peers.append(await Peer(url).connect(start=_invited(mine, f"Guest {number}")))
            await peers[-1].told("conversation")
        async with await Peer(url).connect(start=_invited(mine, "Late")) as late:
            ending = await late.told("ending")
            assert "5 people" in ending["message"]
        assert (await peers[-1].told("conversation"))["participants"][-1]["name"] == "Guest 3"
    finally:
        await asyncio.gather(*(peer.hang_up() for peer in peers))


async def test_those_who_come_back_are_not_more_than_there_is_room_for(
    settings: Settings, stack: ScriptedStack
) -> None:
    app = create_app(settings.model_copy(update={"max_participants": 2}), stack)
    async with running(app) as url, await Peer(url).connect() as anna:
        hers = await anna.told("conversation")
        async with await Peer(url).connect(start=_invited(hers, "Bob")) as bob:
            his = await bob.told("conversation")
        await anna.told("participant-left")
        async with await Peer(url).connect(start=_invited(hers, "Cleo")) as cleo:
            await cleo.told("conversation")
            right = {"conversation_id": his["id"], "resume_token": his["resume_token"]}
            async with await Peer(url).connect(start=right) as bob:
                ending = await bob.told("ending")
                assert "no more fit" in ending["message"]
            # Who is here already may change lines.
            right = {"conversation_id": hers["id"], "resume_token": hers["resume_token"]}
            async with await Peer(url).connect(start=right) as anna_again:
                assert (await anna_again.told("conversation"))["resumed"]


async def test_one_who_hangs_up_leaves_the_others_alone(url: str) -> None:
    async with await Peer(url).connect(start={"name": "Anna"}) as anna:
        hers = await anna.told("conversation")
        async with await Peer(url).connect(start=_invited(hers, "Bob")) as bob:
            await bob.told("conversation")
            bob.send("client-message", {"t": "hang-up", "d": {}})
            await bob.wait_for_hang_up()
        await anna.told("participant-left")
        anna.type("still here")
        await anna.wait_for("bot-llm-text", text="You said still here.")
