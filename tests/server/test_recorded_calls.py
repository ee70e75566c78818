"""Calls that a server records, and how their sound is fetched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.conversation_socket import calling
from tests.support.recordings import Recording
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack

_PATIENCE_SECS = 60


@pytest.fixture
async def url(settings: Settings, stack: ScriptedStack) -> AsyncIterator[str]:
    recording = settings.model_copy(update={"history_keep": "audio", "record_calls": True})
    async with running(create_app(recording, stack)) as address:
        yield address


async def a_call(url: str, conversation: str, **query: str) -> str:
    """What the agent says first."""
    async with calling(url, conversation, **query) as caller:
        greeting = await caller.said("assistant")
        await caller.event("state", lambda e: e["state"] == "listening")
        return greeting


async def the_sound(url: str, conversation: str) -> bytes:
    """The recording, as soon as the call has really ended."""
    async with httpx.AsyncClient(base_url=url) as client, asyncio.timeout(_PATIENCE_SECS):
        while True:
            events = (await client.get(f"/api/conversations/{conversation}/events")).json()
            if "session-ended" in str(events):
                break
            await asyncio.sleep(0.1)
        found = await client.get(f"/api/conversations/{conversation}/audio")
        assert found.status_code == 200
        return found.content


def files(settings: Settings) -> list[Path]:
    return [each for each in (settings.data_dir / "recordings").rglob("*") if each.is_file()]


async def test_a_call_is_recorded_announced_and_can_be_fetched(
    url: str, settings: Settings, tmp_path: Path
) -> None:
    assert "This conversation is recorded." in await a_call(url, "recorded")
    (tmp_path / "fetched.opus").write_bytes(await the_sound(url, "recorded"))
    assert Recording(tmp_path / "fetched.opus").agent
    assert len(files(settings)) == 1


@pytest.mark.parametrize("keep", ["nothing", "text"])
async def test_a_caller_who_wants_no_sound_kept_is_not_recorded(
    url: str, settings: Settings, keep: str
) -> None:
    assert await a_call(url, "unrecorded", keep=keep) == "Hello there."
    assert files(settings) == []
