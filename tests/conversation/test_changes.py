"""Prompt, voice and brain become others while a conversation goes on."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pipecat.frames.frames import Frame
from pipecat.services.llm_service import LLMService

from repartee.app import create_app
from repartee.conversation.parts import Choices, NoSuchPartError
from repartee.services.failover.brain import FailoverBrain
from repartee.services.failover.breaker import CircuitBreaker
from repartee.services.failover.chain import Candidate, Chain, OnNotice, PartName, Patience
from repartee.services.failover.change import ChainChangeFrame
from repartee.services.provider import VoiceChoice
from repartee.settings import Settings
from repartee.stacks.stack import Brain
from tests.support.peer import Peer
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedBrain, ScriptedStack


class ChangingStack(ScriptedStack):
    """Its brain says which one it is, and what it was told to be."""

    brains = (Brain("scripted", "Scripted"), Brain("other", "Another"))
    voices = (VoiceChoice("tone", "A tone"), VoiceChoice("hum", "A hum"))

    languages = ("en", "de")

    def __init__(self) -> None:
        super().__init__()
        self.voices_wanted: list[str] = []

    def _chain(self, choices: Choices) -> Chain[LLMService[Any]]:
        prompt = choices.system_prompt or "plain"
        answer = f"{choices.brain or 'scripted'}: {prompt}{choices.language and ' in '}"
        answer += f"{choices.language}."

        def make() -> LLMService[Any]:
            return ScriptedBrain(lambda _: answer)

        return Chain([Candidate("brain", "A brain", make, CircuitBreaker(time.monotonic))])

    def brain(self, choices: Choices, on_notice: OnNotice) -> Any:
        patience = Patience(first_secs=30, stall_secs=30, budget_secs=1)
        return FailoverBrain(self._chain(choices), patience, on_notice, clock=time.monotonic)

    def change(self, before: Choices, after: Choices) -> list[Frame]:
        if after.manner:
            raise NoSuchPartError("Nobody here goes by a manner.")
        self.voices_wanted.append(after.voice)
        return [ChainChangeFrame(PartName.BRAIN, self._chain(after))]


@pytest.fixture
def changing() -> ChangingStack:
    return ChangingStack()


@pytest.fixture
async def address(settings: Settings, changing: ChangingStack) -> AsyncIterator[str]:
    async with running(create_app(settings, changing)) as url:
        yield url


@pytest.fixture
async def peer(address: str) -> AsyncIterator[Peer]:
    async with await Peer(address).connect({"greeting": False}) as caller:
        yield caller


async def answer(peer: Peer, count: int) -> str:
    peer.type("who are you?")
    async with asyncio.timeout(60):
        while peer.count("bot-llm-stopped") < count:
            await asyncio.sleep(0.01)
    texts = [each["data"]["text"] for each in peer.messages if each["type"] == "bot-llm-text"]
    return str(texts[-1])


async def patched(address: str, peer: Peer, **change: object) -> httpx.Response:
    session_id = (await peer.told("conversation"))["id"]
    async with httpx.AsyncClient(base_url=address) as client:
        return await client.patch(f"/api/sessions/{session_id}", json=change)


async def test_a_page_changes_brain_and_prompt(peer: Peer) -> None:
    assert await answer(peer, 1) == "scripted: plain."
    peer.send("client-message", {"t": "change", "d": {"brain": "other", "system_prompt": "arr"}})
    told = await peer.told("changed")
    assert told == {"type": "changed", "by": "page", "brain": "other", "system_prompt": "arr"}
    assert await answer(peer, 2) == "other: arr."


async def test_a_page_changes_the_language(peer: Peer) -> None:
    peer.send("client-message", {"t": "change", "d": {"language": "de"}})
    assert await peer.told("changed") == {"type": "changed", "by": "page", "language": "de"}
    assert await answer(peer, 1) == "scripted: plain in de."


async def test_a_page_is_told_why_something_cannot_be_changed(peer: Peer) -> None:
    peer.send("client-message", {"t": "change", "d": {"voice": "thunder"}})
    told = await peer.told("not-changed")
    assert "thunder" in told["message"]
    assert "tone, hum" in told["message"]


@pytest.mark.parametrize("wish", [{"voice": 7}, {"colour": "red"}, {"desk": "team"}, [], "x", None])
async def test_nonsense_changes_nothing(peer: Peer, changing: ChangingStack, wish: object) -> None:
    peer.send("client-message", {"t": "change", "d": wish})
    assert await answer(peer, 1) == "scripted: plain."
    assert [each for each in changing.voices_wanted if each] == []


async def test_an_operator_changes_it_by_the_api(address: str, peer: Peer) -> None:
    change = {"voice": "hum", "language": "de"}
    response = await patched(address, peer, **change, system_prompt="a secret")
    assert response.status_code == 200
    assert change.items() <= response.json().items()
    assert await peer.told("changed") == {"type": "changed", "by": "api", **change}
    assert await answer(peer, 1) == "scripted: a secret in de."


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"voice": "thunder"}, "tone, hum"),
        ({"brain": "nobody"}, "scripted, other"),
        ({"language": "xx"}, "Choose one of: en, de"),
        ({"manner": "like a pirate"}, "goes by a manner"),
    ],
)
async def test_what_cannot_be_changed_is_refused(
    address: str, peer: Peer, change: dict[str, str], says: str
) -> None:
    response = await patched(address, peer, **change)
    assert response.status_code == 422
    assert says in response.json()["detail"]


async def test_a_conversation_that_does_not_go_on_cannot_be_changed(address: str) -> None:
    async with httpx.AsyncClient(base_url=address) as client:
        response = await client.patch("/api/sessions/nowhere", json={"voice": "hum"})
    assert response.status_code == 404


async def test_callers_without_the_right_to_prompts_change_none(
    settings: Settings, changing: ChangingStack
) -> None:
    strict = settings.model_copy(update={"allow_caller_prompts": False})
    async with (
        running(create_app(strict, changing)) as url,
        await Peer(url).connect({"greeting": False}) as peer,
    ):
        peer.send("client-message", {"t": "change", "d": {"system_prompt": "arr"}})
        assert "no prompts" in (await peer.told("not-changed"))["message"]
        assert (await patched(url, peer, system_prompt="arr")).status_code == 200


async def test_who_comes_back_finds_it_as_it_was_changed(address: str) -> None:
    async with await Peer(address).connect({"greeting": False}) as peer:
        mine = await peer.told("conversation")
        peer.send("client-message", {"t": "change", "d": {"brain": "other"}})
        assert await answer(peer, 1) == "other: plain."
    right = {"conversation_id": mine["id"], "resume_token": mine["resume_token"]}
    async with await Peer(address).connect(right) as peer:
        assert await answer(peer, 1) == "other: plain."
