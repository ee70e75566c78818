"""What holds for every connection (specification B5: 1, 2, 3 and 11)."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.properties.connected import EXAMPLES, GREETING, freed
from tests.support.peer import Peer
from tests.support.server_thread import ServerThread

pytestmark = pytest.mark.usefixtures("forgetful")


@dataclass(frozen=True)
class OfferShape:
    """A way in which clients' offers differ."""

    data_channel: bool
    video_first: bool
    video_last: bool
    codecs: list[str]


offer_shapes = st.builds(
    OfferShape,
    data_channel=st.booleans(),
    video_first=st.booleans(),
    video_last=st.booleans(),
    codecs=st.permutations(["opus", "PCMU", "PCMA"]).flatmap(
        lambda names: st.integers(1, 3).map(lambda count: list(names[:count]))
    ),
)


async def _active(server: ServerThread) -> int:
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        return int((await client.get("/health")).json()["sessions"]["active"])


@EXAMPLES
@pytest.mark.timeout(600)
@given(shape=offer_shapes)
def test_every_valid_offer_gets_an_answer_that_carries_audio_both_ways(
    server: ServerThread, shape: OfferShape
) -> None:
    async def example() -> None:
        made = len(server.stack.ears_made)
        async with await Peer(server.url, **vars(shape)).connect() as peer:
            await peer.wait_for_sound()
            async with asyncio.timeout(60):
                while server.stack.ears_made[made].loud_samples < 480:
                    await asyncio.sleep(0.01)
        await freed(server)

    server.run(example())


@EXAMPLES
@pytest.mark.timeout(600)
@given(
    choices=st.fixed_dictionaries(
        {},
        optional={
            "voice": st.sampled_from(["", "tone"]),
            "llm_backend": st.sampled_from(["", "scripted"]),
            "timezone": st.sampled_from(["", "UTC", "Asia/Tokyo", "America/Caracas"]),
            "transport": st.just("webrtc"),
        },
    )
)
def test_every_connection_is_greeted(server: ServerThread, choices: dict[str, Any]) -> None:
    async def example() -> None:
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
            started = (await client.post("/start", json=choices)).raise_for_status().json()
        data = started["webrtcRequestParams"]["requestData"]
        async with await Peer(server.url).connect(requestData=data) as peer:
            await peer.wait_for_sound()
            await peer.wait_for("bot-tts-text", text=GREETING)
        await freed(server)

    server.run(example())


@EXAMPLES
@pytest.mark.timeout(600)
@given(stage=st.sampled_from(["answered", "up", "ready", "speaking", "typed"]))
def test_every_disconnect_ends_its_session_and_frees_everything(
    server: ServerThread, stage: str
) -> None:
    async def example() -> None:
        before = len(asyncio.all_tasks())
        await _come_and_go(server, stage)
        await freed(server)
        async with asyncio.timeout(20):
            while len(asyncio.all_tasks()) > before:
                await asyncio.sleep(0.01)

    server.run(example())


async def _come_and_go(server: ServerThread, stage: str) -> None:
    peer = Peer(server.url, data_channel=stage != "up")
    if stage == "answered":
        async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
            answer = await client.post("/api/offer", json=await peer.offer())
        await peer.accept(answer.raise_for_status().json())
        await peer.hang_up()
        return
    await peer.connect()
    if stage in ("ready", "speaking", "typed"):
        await peer.wait_for("bot-ready")
    if stage == "speaking":
        await peer.wait_for_sound()
    if stage == "typed":
        peer.type("hello")
    await peer.hang_up()


@EXAMPLES
@pytest.mark.timeout(600)
@given(shapes=st.lists(offer_shapes, min_size=1, max_size=3))
def test_each_valid_offer_makes_one_new_session(
    server: ServerThread, shapes: list[OfferShape]
) -> None:
    async def example() -> None:
        made, callers = len(server.stack.brains_made), len(shapes)
        peers = [Peer(server.url, **vars(shape)) for shape in shapes]
        await asyncio.gather(*(peer.connect() for peer in peers))
        async with asyncio.timeout(60):
            while await _active(server) < callers or len(server.stack.brains_made) < made + callers:
                await asyncio.sleep(0.01)
        assert len({peer.pc_id for peer in peers}) == callers
        assert len(server.stack.brains_made) - made == callers
        assert await _active(server) == callers
        await asyncio.gather(*(peer.hang_up() for peer in peers))
        await freed(server)

    server.run(example())
