"""A speech-to-speech model is asked for each of the five tools: heard of, paused, announced.

By voice in real time, and in writing over a server in this process.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

import pytest

from repartee.caller import Transport
from tests.conversations.work_by_voice import Delegator
from tests.support.server_process import serving
from tests.support.speech import needs_flite
from tests.support.stand_ins import StandIns, standing_in
from tests.support.work.spoken_claude import executable_in

pytestmark = pytest.mark.timeout(600)

by_voice = [pytest.mark.audio, needs_flite]

WAYS = [
    pytest.param((Transport.PCM16, ""), id="in writing"),
    pytest.param((Transport.PCM16, "slt"), id="by voice, raw PCM16", marks=by_voice),
    pytest.param((Transport.WEBRTC, "slt"), id="by voice, WebRTC", marks=by_voice),
]


@pytest.fixture(scope="module")
def stand_ins(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIns]:
    with standing_in(tmp_path_factory.mktemp("stand-ins")) as running:
        yield running


@pytest.fixture(scope="module")
def url(stand_ins: StandIns, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    directory = tmp_path_factory.mktemp("server")
    settings = {
        "STACK": "realtime",
        "CLAUDE_CODE_WORKSPACE": str(directory),
        "CLAUDE_CODE_PATH": str(executable_in(directory)),
    }
    with serving(directory, **stand_ins.environment, **settings) as address:
        yield address


Calling = Callable[[], AbstractAsyncContextManager[Delegator]]


@pytest.fixture(params=WAYS)
def calling(request: pytest.FixtureRequest, url: str, stand_ins: StandIns) -> Iterator[Calling]:
    transport, voice = request.param

    @asynccontextmanager
    async def call() -> AsyncIterator[Delegator]:
        async with Delegator(url, transport, voice) as caller:
            yield caller

    # Each thought of the team's takes so long that progress is worth saying.
    stand_ins.arm("openai/chat:slow=9")
    yield call
    stand_ins.clear("openai")


async def test_the_team_is_given_a_task_paused_resumed_heard_of_and_reset(
    calling: Calling,
) -> None:
    async with calling() as caller:
        assert "on it" in await caller.ask("ask the team to compare three bicycle shops")
        await caller.becomes("team", "working")

        assert "paused" in await caller.ask("pause the team")
        assert caller.now("team") == "paused"
        assert "paused" in await caller.ask("how far is the team")

        assert "goes on" in await caller.ask("resume the team")
        assert caller.now("team") == "working"
        await caller.hears("The team is still at it")
        await caller.becomes("team", "done")
        await caller.hears("The team is done")

        assert "on it" in await caller.ask("ask the team to plan a weekend in paris")
        await caller.ask("reset the team")
        assert caller.now("team") == "dropped"


async def test_claude_code_is_told_paused_resumed_and_allowed(calling: Calling) -> None:
    async with calling() as caller:
        assert "on it" in await caller.ask("tell claude code to fix the failing test")
        await caller.becomes("claude-code", "working")

        assert "paused" in await caller.ask("pause claude code")
        assert caller.now("claude-code") == "paused"
        assert "goes on" in await caller.ask("let claude code go on")
        await caller.becomes("claude-code", "done")
        await caller.hears("Claude Code is done")

        assert "on it" in await caller.ask("tell claude code to run the tests")
        await caller.hears("May it?")
        await caller.falls_silent()
        await caller.ask("yes")
        await caller.becomes("claude-code", "done")
        await caller.hears("It was allowed")
