"""People are known again, and their conversations gone on with, through the whole server."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from repartee.app import create_app
from repartee.settings import Settings
from repartee.tools.recollection import Recollection
from tests.support.conversation_socket import calling
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack
from tests.support.tiny_models.embedding import make_embedding

ANNA, BEN = "a" * 32, "b" * 32
OPEN_TO_STRANGERS = {"server_host": "0.0.0.0", "allow_anonymous": True}

Serve = Callable[..., AbstractAsyncContextManager[str]]


@pytest.fixture
def serve(settings: Settings, stack: ScriptedStack) -> Serve:
    @asynccontextmanager
    async def serving(**changes: Any) -> Any:
        async with running(create_app(settings.model_copy(update=changes), stack)) as url:
            yield url

    return serving


async def _talk(url: str, conversation_id: str, words: str, **query: str) -> None:
    async with calling(url, conversation_id, greeting="false", **query) as caller:
        await caller.send(type="text", text=words)
        assert words in await caller.said("assistant")


def _told(stack: ScriptedStack) -> list[str]:
    """What the newest brain was given last."""
    return [str(each["content"]) for each in stack.brains_made[-1].contexts[-1]]


async def _remember(url: str, person: str, subject: str, value: str) -> None:
    async with httpx.AsyncClient(base_url=url, headers={"X-Repartee-Person": person}) as client:
        body = {"subject": subject, "value": value}
        assert (await client.post("/api/facts", json=body)).status_code == 201


async def test_what_is_known_of_somebody_is_told_to_the_brain_in_their_next_conversation(
    serve: Serve, stack: ScriptedStack
) -> None:
    async with serve() as url:
        await _remember(url, ANNA, "dog", "Rex")
        await _talk(url, "one", "Hello", person=ANNA)
        assert "- dog: Rex" in _told(stack)[0]
        await _talk(url, "two", "Hello", person=BEN)
        assert _told(stack) == ["Hello"]
        await _talk(url, "three", "Hello")
        assert _told(stack) == ["Hello"]


async def test_who_wants_nothing_kept_is_not_remembered(serve: Serve, stack: ScriptedStack) -> None:
    async with serve() as url:
        await _remember(url, ANNA, "dog", "Rex")
        await _talk(url, "one", "Hello", person=ANNA, keep="nothing")
        assert _told(stack) == ["Hello"]


async def test_memory_can_be_switched_off(serve: Serve, stack: ScriptedStack) -> None:
    async with serve() as url:
        await _remember(url, ANNA, "dog", "Rex")
    async with serve(memory=False) as url, httpx.AsyncClient(base_url=url) as client:
        await _talk(url, "one", "Hello", person=ANNA)
        assert _told(stack) == ["Hello"]
        refused = await client.get("/api/facts", headers={"X-Repartee-Person": ANNA})
        assert refused.status_code == 501
        assert "MEMORY=true" in refused.json()["detail"]


async def test_an_earlier_conversation_is_gone_on_with_by_its_person_alone(
    serve: Serve, stack: ScriptedStack
) -> None:
    async with serve(**OPEN_TO_STRANGERS, resume_keep_secs=0) as url:
        await _talk(url, "tent", "The tent is blue", person=ANNA)
        await _talk(url, "tent", "What colour", **{"continue": "true"}, person=ANNA)
        assert _told(stack) == ["The tent is blue", "You said The tent is blue.", "What colour"]
        for person in ({}, {"person": BEN}):
            async with calling(url, "tent", **{"continue": "true"}, **person) as stranger:
                assert await stranger.close_comes() == 4403


async def test_it_is_the_same_conversation_in_another_sitting(
    serve: Serve, stack: ScriptedStack
) -> None:
    async with serve() as url, httpx.AsyncClient(base_url=url) as client:
        await _talk(url, "tent", "The tent is blue")
        # Nobody can ask this server who may not read all of it.
        await _talk(url, "tent", "What colour", **{"continue": "true"})
        (kept,) = (await client.get("/api/conversations")).json()["items"]
        assert (kept["id"], kept["sittings"], kept["turns"]) == ("tent", 2, 2)


async def test_what_is_not_kept_cannot_be_gone_on_with(serve: Serve) -> None:
    async with serve() as url, httpx.AsyncClient(base_url=url) as client:
        refused = await client.post("/start", json={"continue": "never-was"})
        assert refused.status_code == 404
        refused = await client.post("/start", json={"body": {"continue": "never-was"}})
        assert refused.status_code == 404
        assert (await client.post("/start", json={"person": "short"})).status_code == 422


async def test_what_was_said_before_is_recalled_in_ones_own_conversations(
    serve: Serve, stack: ScriptedStack
) -> None:
    async with serve() as url:
        await _talk(url, "one", "The tent is blue", person=ANNA)
        async with calling(url, "two", greeting="false", person=ANNA) as caller:
            await caller.event("state")
            told = await Recollection(stack.hosts[-1]).recall_conversations("the tent")
            assert "you said: The tent is blue." in str(told["say"])
        async with calling(url, "three", greeting="false", person=BEN) as caller:
            await caller.event("state")
            assert list(await stack.hosts[-1].memory.recall("the tent")) == []


async def test_what_was_meant_is_recalled_where_a_model_is_here(
    serve: Serve, stack: ScriptedStack, tmp_path: Path
) -> None:
    model = make_embedding(tmp_path / "tiny", "tent camping", "car")
    async with serve(memory_model=str(model)) as url:
        await _talk(url, "one", "The tent is blue", person=ANNA)
        async with calling(url, "two", greeting="false", person=ANNA) as caller:
            await caller.event("state")
            memory = stack.hosts[-1].memory
            async with asyncio.timeout(60):
                # It is noted once the conversation is over.
                while not (found := await memory.recall("camping")):
                    await asyncio.sleep(0.05)
            assert found[0].text == "The tent is blue"


async def test_a_server_without_its_model_goes_by_words(
    serve: Serve, stack: ScriptedStack, tmp_path: Path
) -> None:
    for name, model in (("unknown", "all-minilm-l6-v2"), ("broken", str(tmp_path))):
        async with serve(memory_model=model, models_dir=tmp_path / "none") as url:
            await _talk(url, name, "Hello", person=ANNA)
