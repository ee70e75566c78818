"""A cut line is not the end of a conversation."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import aioice.ice
import httpx
import pytest

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.peer import Peer
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack

Serve = Callable[..., AbstractAsyncContextManager[str]]
WELCOME_BACK = "Welcome back. Let's go on where we were."


@pytest.fixture
def serve(settings: Settings, stack: ScriptedStack) -> Serve:
    @asynccontextmanager
    async def serving(**changes: Any) -> AsyncIterator[str]:
        app = create_app(settings.model_copy(update=changes), stack)
        async with running(app) as url:
            yield url

    return serving


@pytest.fixture
def quick_loss(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notice a vanished peer after a second instead of half a minute."""
    monkeypatch.setattr(aioice.ice, "CONSENT_INTERVAL", 0.1)
    monkeypatch.setattr(aioice.ice, "CONSENT_FAILURES", 2)


def _right(conversation: dict[str, Any]) -> dict[str, Any]:
    return {"conversation_id": conversation["id"], "resume_token": conversation["resume_token"]}


async def _say(peer: Peer, text: str) -> None:
    """Type something, and hear the whole answer; the greeting is heard first."""
    await peer.wait_for("bot-stopped-speaking")
    spoken = peer.count("bot-stopped-speaking")
    peer.type(text)
    await peer.wait_for("bot-llm-text", text=f"You said {text}.")
    async with asyncio.timeout(60):
        while peer.count("bot-stopped-speaking") == spoken:
            await asyncio.sleep(0.01)


async def _sessions(url: str) -> dict[str, int]:
    async with httpx.AsyncClient(base_url=url) as client:
        sessions: dict[str, int] = (await client.get("/health")).json()["sessions"]
        return sessions


async def _until(url: str, **wanted: int) -> None:
    async with asyncio.timeout(60):
        while not wanted.items() <= (await _sessions(url)).items():
            await asyncio.sleep(0.05)


def _said(stack: ScriptedStack) -> list[object]:
    return [message["content"] for message in stack.brains_made[-1].contexts[-1]]


async def test_a_caller_learns_what_they_need_to_come_back(url: str) -> None:
    async with await Peer(url).connect() as peer:
        told = await peer.told("conversation")
        assert told["id"]
        assert len(told["resume_token"]) >= 24
        assert told["participant"]["name"] == "Caller 1"
        assert not told["resumed"]


async def test_a_caller_who_hung_up_takes_the_conversation_up_again(
    url: str, stack: ScriptedStack
) -> None:
    async with await Peer(url).connect() as peer:
        mine = await peer.told("conversation")
        await _say(peer, "my name is Ada")
    await _until(url, active=0, held=0)
    async with await Peer(url).connect(start=_right(mine)) as peer:
        again = await peer.told("conversation")
        assert (again["id"], again["resumed"]) == (mine["id"], True)
        await peer.wait_for("bot-output", text=WELCOME_BACK)
        await _say(peer, "who am I")
    assert _said(stack)[-4:] == [
        "my name is Ada",
        "You said my name is Ada.",
        WELCOME_BACK,
        "who am I",
    ]


async def test_a_conversation_waits_for_a_lost_caller_and_keeps_its_pipeline(
    quick_loss: None, url: str, stack: ScriptedStack
) -> None:
    peer = await Peer(url).connect()
    mine = await peer.told("conversation")
    await _say(peer, "hello")
    await peer.vanish()
    await _until(url, active=0, held=1)
    async with await Peer(url).connect(start=_right(mine)) as back:
        await back.wait_for("bot-output", text=WELCOME_BACK)
        await _say(back, "still there")
        assert await _sessions(url) == {"active": 1, "held": 0, "limit": 8}
    assert len(stack.brains_made) == 1


async def test_one_who_says_goodbye_is_waited_for_until_they_do(
    url: str, stack: ScriptedStack
) -> None:
    async with await Peer(url).connect() as peer:
        mine = await peer.told("conversation")
        peer.send("client-message", {"t": "says-goodbye", "d": {}})
        await _say(peer, "hello")
    await _until(url, active=0, held=1)
    async with await Peer(url).connect(start=_right(mine)) as back:
        await back.told("conversation")
        back.send("client-message", {"t": "hang-up", "d": {}})
        await back.wait_for_hang_up()
    await _until(url, active=0, held=0)
    assert len(stack.brains_made) == 1


async def test_a_conversation_that_waited_in_vain_is_closed(quick_loss: None, serve: Serve) -> None:
    async with serve(resume_grace_secs=0.5) as url:
        peer = await Peer(url).connect()
        await peer.wait_for("bot-ready")
        await peer.vanish()
        await _until(url, active=0, held=0)


async def test_a_newer_connection_takes_the_older_ones_place(
    url: str, stack: ScriptedStack
) -> None:
    async with await Peer(url).connect() as old:
        mine = await old.told("conversation")
        await _say(old, "hello")
        async with await Peer(url).connect(start=_right(mine)) as new:
            await old.wait_for_hang_up()
            await _say(new, "from here")
            assert (await _sessions(url))["active"] == 1
    assert len(stack.brains_made) == 1


async def test_a_caller_comes_back_after_the_server_was_restarted(
    serve: Serve, stack: ScriptedStack
) -> None:
    async with serve() as url:
        peer = await Peer(url).connect()
        mine = await peer.told("conversation")
        await _say(peer, "remember seven")
    await peer.hang_up()
    async with serve() as url, await Peer(url).connect(start=_right(mine)) as peer:
        await _say(peer, "which number")
    assert "remember seven" in _said(stack)[:-1]
    assert _said(stack)[-1] == "which number"


@pytest.mark.parametrize("how", ["live", "kept"])
async def test_an_id_without_its_token_opens_nothing(url: str, how: str) -> None:
    async with await Peer(url).connect() as peer, httpx.AsyncClient(base_url=url) as client:
        mine = await peer.told("conversation")
        await _say(peer, "a secret")
        if how == "kept":
            await peer.hang_up()
            await _until(url, active=0)
        for token in ("", "wrong", mine["resume_token"][:-1]):
            claim = {"conversation_id": mine["id"], "resume_token": token}
            answer = await client.post("/start", json=claim)
            assert answer.status_code == 403, token
            told = "The token is wrong" if token else "belongs to somebody else"
            assert told in answer.json()["detail"]


async def test_what_is_not_kept_any_more_cannot_be_taken_up(serve: Serve) -> None:
    async with serve(resume_keep_secs=0) as url, httpx.AsyncClient(base_url=url) as client:
        async with await Peer(url).connect() as peer:
            mine = await peer.told("conversation")
            await _say(peer, "hello")
        await _until(url, active=0)
        answer = await client.post("/start", json=_right(mine))
        assert answer.status_code == 404
        assert "not kept" in answer.json()["detail"]


async def test_a_held_conversation_gives_way_when_all_lines_are_needed(
    quick_loss: None, serve: Serve
) -> None:
    async with serve(max_sessions=1) as url:
        peer = await Peer(url).connect()
        mine = await peer.told("conversation")
        await _say(peer, "hello")
        await peer.vanish()
        await _until(url, active=0, held=1)
        async with await Peer(url).connect() as other:
            await other.wait_for("bot-ready")
        await _until(url, active=0, held=0)
        async with await Peer(url).connect(start=_right(mine)) as back:
            assert (await back.told("conversation"))["resumed"]


async def test_the_agent_stops_when_it_is_told_to(url: str) -> None:
    async with await Peer(url).connect() as peer:
        # After the greeting: an interruption between it and the story cuts nothing.
        await peer.wait_for("bot-stopped-speaking")
        peer.type("a very long story " * 20)
        async with asyncio.timeout(60):
            while peer.count("bot-started-speaking") < 2:
                await asyncio.sleep(0.01)
        peer.send("client-message", {"t": "interrupt", "d": {}})
        await peer.told("answer-cut")


async def test_a_page_can_ask_whether_anybody_is_there(url: str) -> None:
    async with await Peer(url).connect() as peer:
        await peer.told("conversation")
        peer.send("client-message", {"t": "ping"})
        assert await peer.told("pong")


async def test_a_caller_is_told_when_nothing_can_be_kept(serve: Serve, tmp_path: Path) -> None:
    blocked = tmp_path / "blocked"
    blocked.write_text("a file where a directory should be")
    async with serve(data_dir=blocked) as url, await Peer(url).connect() as peer:
        await _say(peer, "hello")
        assert "DATA_DIR" in (await peer.told("not-kept"))["message"]
        await _say(peer, "still here")
