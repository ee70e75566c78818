"""The five tools asked for in sentences: the built-in brain calls them, and nothing else does."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from repartee.app import create_app
from repartee.conversation.parts import Choices
from repartee.engines.phrasebook import Phrasebook
from repartee.services.brains.intents import IntentLLMService
from repartee.services.failover.chain import OnNotice
from repartee.settings import Settings
from repartee.tools.direct import Tools
from repartee.tools.host import ToolHost
from repartee.tools.occupations import Occupations
from repartee.tools.registry import build_tools
from repartee.tools.team.in_process import InProcessTeam
from tests.conversation.test_work_beside_the_talk import claude_in
from tests.support.peer import Peer
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack


class Thinker:
    """The team's model: it thinks for as long as the test wants."""

    def __init__(self) -> None:
        self.may_answer = asyncio.Event()
        self.asked: list[str] = []

    async def think(self, messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
        self.asked.append(str(messages[-1]))
        await self.may_answer.wait()
        planning = "numbered list" in (info.instructions or "")
        return ModelResponse([TextPart("1. Look it up." if planning else "The answer is 42.")])


class PhrasebookStack(ScriptedStack):
    """Thinks with the phrasebook, and has a team and Claude Code."""

    def __init__(self, thinker: Thinker, directory: Path) -> None:
        super().__init__()
        self._occupations = Occupations(
            lambda: InProcessTeam(FunctionModel(thinker.think)), lambda: claude_in(directory)
        )
        self._phrasebook = Phrasebook.load()

    def brain(self, choices: Choices, on_notice: OnNotice) -> IntentLLMService:
        return IntentLLMService(self._phrasebook)

    def tools(self, host: ToolHost) -> Tools:
        return build_tools(host, (), self._occupations)


@pytest.fixture
def thinker() -> Thinker:
    return Thinker()


@pytest.fixture
async def peer(settings: Settings, thinker: Thinker, tmp_path: Path) -> AsyncIterator[Peer]:
    app = create_app(settings, PhrasebookStack(thinker, tmp_path))
    async with running(app) as url, await Peer(url).connect() as caller:
        await caller.wait_for("bot-ready")
        yield caller


async def says(peer: Peer, words: str, answer: str) -> None:
    """The caller says something, and hears the answer."""
    peer.type(words)
    await peer.wait_for("bot-llm-text", timeout_secs=30, text=answer)


async def becomes(peer: Peer, desk: str, state: str) -> None:
    await peer.wait_for(
        "server-message", timeout_secs=30, type="assignment", desk=desk, state=state
    )


async def test_the_team_is_asked_paused_let_go_on_and_heard_of(
    peer: Peer, thinker: Thinker
) -> None:
    await says(peer, "Ask the team to find the answer.", "The team is on it.")
    await becomes(peer, "team", "working")
    await says(peer, "Pause the team.", "The team has paused.")
    await becomes(peer, "team", "paused")
    peer.type("How far are they?")
    await peer.wait_for("llm-function-call-stopped", 30, function_name="team_status")
    await says(peer, "Go on.", "The team goes on.")
    thinker.may_answer.set()
    await becomes(peer, "team", "done")
    await peer.wait_for("bot-tts-text", timeout_secs=30, text="The team is done. The answer is 42.")
    assert "find the answer" in thinker.asked[0]


async def test_forgetting_drops_the_teams_work(peer: Peer) -> None:
    await says(peer, "Have the team find the answer.", "The team is on it.")
    await says(peer, "Forget all that.", "The team has dropped 1 task and is ready for a new one.")
    await becomes(peer, "team", "dropped")


async def test_claude_code_is_told_paused_and_let_go_on(peer: Peer) -> None:
    await says(peer, "Tell Claude Code to slow down.", "Claude Code is on it.")
    await peer.wait_for("server-message", 30, type="assignment", note="searching the files")
    await says(peer, "Pause Claude Code.", "Claude Code has paused.")
    await becomes(peer, "claude-code", "paused")
    peer.type("Let Claude Code go on.")
    await becomes(peer, "claude-code", "done")


async def test_claude_codes_work_is_dropped(peer: Peer) -> None:
    await says(peer, "Tell Claude Code to slow down.", "Claude Code is on it.")
    dropped = "Claude Code has dropped 1 task and is ready for a new one."
    await says(peer, "Reset Claude Code.", dropped)
    await becomes(peer, "claude-code", "dropped")
