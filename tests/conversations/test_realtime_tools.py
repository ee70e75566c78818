"""OpenAI's two stock clients have work done by voice, on local stacks at `/v1/realtime`."""

from __future__ import annotations

import asyncio
import json
import stat
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any, Protocol

import pytest

from tests.conversations.rehearsals import STACKS
from tests.support import agents_client, realtime_client
from tests.support.agents_client import AgentsCaller, needs_agents
from tests.support.microphone import Microphone, spoken
from tests.support.realtime_client import RealtimeCaller
from tests.support.server_process import serving
from tests.support.speech import needs_flite
from tests.support.stand_ins import standing_in
from tests.support.work import scripted_claude
from tests.support.work.team_process import team_at_work

pytestmark = [pytest.mark.audio, needs_flite, needs_agents, pytest.mark.timeout(300)]

_SLOW_CLAUDE_SECS = 12


class Voice(Protocol):
    """Somebody who talks through one of the clients."""

    async def say(self, text: str) -> None:
        """Speak a sentence to its end."""
        ...

    async def tool(self, name: str) -> dict[str, Any]:
        """What came of the next call of a tool, as the client shows it."""
        ...

    async def hear(self, words: str) -> str:
        """The next answer with these words in it."""
        ...


class PythonVoice:
    def __init__(self, caller: RealtimeCaller, directory: Path) -> None:
        self._caller = caller
        self._microphone = Microphone(caller.append, directory)

    async def say(self, text: str) -> None:
        await self._microphone.say(text)

    async def tool(self, name: str) -> dict[str, Any]:
        done = await self._caller.event(
            "conversation.item.done", lambda each: each["item"].get("name") == name
        )
        assert done["item"]["type"] == "mcp_call"
        return json.loads(done["item"]["output"])  # type: ignore[no-any-return]

    async def hear(self, words: str) -> str:
        while True:
            answer = await self._caller.answer()
            texts = [part["transcript"] for item in answer["output"] for part in _parts(item)]
            if words in " ".join(texts):
                return " ".join(texts)

    def close(self) -> None:
        self._microphone.close()
        assert "error" not in self._caller.kinds


class AgentsVoice:
    def __init__(self, caller: AgentsCaller, directory: Path) -> None:
        self._caller = caller
        self._directory = directory

    async def say(self, text: str) -> None:
        path = self._directory / "said.pcm"
        path.write_bytes(spoken(text, self._directory).astype("<i2").tobytes())
        await self._caller.do("say", str(path))
        await self._caller.sees("said")

    async def tool(self, name: str) -> dict[str, Any]:
        while True:
            call = await self._caller.sees("own-tool")
            if call["name"] == name:
                return json.loads(call["output"])  # type: ignore[no-any-return]

    async def hear(self, words: str) -> str:
        while True:
            answer = await self._caller.sees("answer")
            if words in answer["text"]:
                return str(answer["text"])

    def close(self) -> None:
        assert self._caller.errors == []


def _parts(item: dict[str, Any]) -> list[dict[str, Any]]:
    return item["content"] if item["type"] == "message" else []


Client = Callable[[str, Path], AbstractAsyncContextManager[Voice]]


@asynccontextmanager
async def by_python(url: str, directory: Path) -> AsyncIterator[Voice]:
    async with realtime_client.calling(url) as caller:
        voice = PythonVoice(caller, directory)
        yield voice
        voice.close()


@asynccontextmanager
async def by_agents(url: str, directory: Path) -> AsyncIterator[Voice]:
    async with agents_client.calling(url) as caller:
        voice = AgentsVoice(caller, directory)
        yield voice
        voice.close()


@pytest.fixture(scope="module")
def team_url() -> Iterator[str]:
    """A team that takes its time."""
    with team_at_work("slow") as address:
        yield address


@pytest.fixture(scope="module", params=["built-in", "annie"])
def working_url(
    request: pytest.FixtureRequest, team_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """A server of a local stack with a team and Claude Code."""
    directory = tmp_path_factory.mktemp("server")
    environment = {
        "TEAM_URL": team_url,
        "CLAUDE_CODE_WORKSPACE": str(directory),
        "CLAUDE_CODE_PATH": str(_slow_claude(directory)),
        **STACKS[request.param],
    }
    with standing_in(tmp_path_factory.mktemp("stand-ins")) as stand_ins:
        environment = {**stand_ins.environment, **environment}
        with serving(directory, **environment) as url:
            yield url


def _slow_claude(directory: Path) -> Path:
    executable = directory / "claude"
    script = Path(scripted_claude.__file__)
    call = f'SCRIPT_SECS={_SLOW_CLAUDE_SECS} exec {sys.executable} {script} "$@"'
    executable.write_text(f"#!/bin/sh\n{call}\n")
    executable.chmod(executable.stat().st_mode | stat.S_IEXEC)
    return executable


async def each_client(url: str, directory: Path, talk: Callable[[Voice], Awaitable[None]]) -> None:
    """Hold a conversation through every client; they mostly wait, so all at once."""

    async def call(client: Client) -> None:
        own = directory / client.__name__
        own.mkdir()
        async with client(url, own) as voice:
            await talk(voice)

    async with asyncio.TaskGroup() as calls:
        for client in (by_python, by_agents):
            calls.create_task(call(client), name=client.__name__)


async def test_the_team_works_pauses_and_goes_on_by_voice(working_url: str, tmp_path: Path) -> None:
    async def talk(voice: Voice) -> None:
        await voice.say("ask the team to compare bicycle shops")
        handed_in = await voice.tool("send_to_nested")
        assert "bicycle shops" in handed_in["task"]
        await voice.hear("on it")
        await voice.say("pause the team")
        assert (await voice.tool("pause"))["state"] == "paused"
        await voice.hear("paused")
        await voice.say("let the team go on")
        assert (await voice.tool("resume"))["ok"]
        await voice.hear("still at it")
        assert (await voice.tool("team"))["state"] == "done"
        assert "I was told" in await voice.hear("The team is done")

    await each_client(working_url, tmp_path, talk)


async def test_the_team_is_reset_by_voice(working_url: str, tmp_path: Path) -> None:
    async def talk(voice: Voice) -> None:
        await voice.say("ask the team to plan a trip to paris")
        assert (await voice.tool("send_to_nested"))["ok"]
        await voice.hear("on it")
        await voice.say("reset the team")
        assert (await voice.tool("reset"))["dropped"] == 1
        await voice.hear("dropped")

    await each_client(working_url, tmp_path, talk)


async def test_claude_code_works_pauses_and_goes_on_by_voice(
    working_url: str, tmp_path: Path
) -> None:
    async def talk(voice: Voice) -> None:
        await voice.say("tell claude code to fix the failing test")
        assert "fix" in (await voice.tool("send_to_claude_code"))["task"]
        await voice.hear("on it")
        await voice.say("pause claude code")
        assert (await voice.tool("pause_claude_code"))["state"] == "paused"
        await voice.hear("paused")
        await voice.say("let claude code go on")
        assert (await voice.tool("resume_claude_code"))["ok"]
        assert (await voice.tool("claude-code"))["state"] == "done"
        await voice.hear("Claude Code is done")

    await each_client(working_url, tmp_path, talk)
