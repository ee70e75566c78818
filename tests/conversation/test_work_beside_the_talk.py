"""A real conversation with the five tools: acknowledged, heard of, answered, paused, announced."""

from __future__ import annotations

import asyncio
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from pydantic_ai.messages import ModelMessage, ModelResponse, TextPart
from pydantic_ai.models.function import AgentInfo, FunctionModel

from repartee.app import create_app
from repartee.settings import Settings
from repartee.tools.claude_code.job import ClaudeCode, ClaudeCodeConfig
from repartee.tools.direct import Skill
from repartee.tools.host import ToolHost
from repartee.tools.occupations import Occupations
from repartee.tools.team.in_process import InProcessTeam
from tests.support.peer import Peer
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack
from tests.support.work import scripted_claude


class WorkingStack(ScriptedStack):
    """Its brain only talks; the test calls the tools as a brain would."""

    def __init__(self, directory: Path) -> None:
        super().__init__()
        self._occupations = Occupations(
            lambda: InProcessTeam(FunctionModel(_think)), lambda: claude_in(directory)
        )
        self.skills: dict[str, Skill] = {}

    def tools(self, host: ToolHost) -> list[Any]:
        self.skills = {each.__name__: each for each in self._occupations.skills(host)}
        return super().tools(host)


def claude_in(directory: Path) -> ClaudeCode:
    """Claude Code with the scripted executable."""
    executable = directory / "claude"
    script = Path(scripted_claude.__file__)
    executable.write_text(f'#!/bin/sh\nexec {sys.executable} {script} "$@"\n')
    executable.chmod(executable.stat().st_mode | stat.S_IEXEC)
    return ClaudeCode(ClaudeCodeConfig(directory, executable))


async def _think(messages: list[ModelMessage], info: AgentInfo) -> ModelResponse:
    planning = "numbered list" in (info.instructions or "")
    return ModelResponse([TextPart("1. Look it up." if planning else "The answer is 42.")])


@pytest.fixture
async def stage(settings: Settings, tmp_path: Path) -> AsyncIterator[tuple[Peer, dict[str, Skill]]]:
    stack = WorkingStack(tmp_path)
    async with running(create_app(settings, stack)) as url, await Peer(url).connect() as peer:
        await peer.wait_for("bot-ready")
        yield peer, stack.skills


async def _call(skills: dict[str, Skill], name: str, *arguments: str) -> dict[str, Any]:
    answer = await skills[name](*arguments)
    assert isinstance(answer, dict)
    return answer


async def _spoken(peer: Peer, text: str) -> None:
    await peer.wait_for("bot-tts-text", timeout_secs=30, text=text)


async def test_the_team_is_acknowledged_at_once_and_its_result_is_announced(
    stage: tuple[Peer, dict[str, Skill]],
) -> None:
    peer, skills = stage
    answer = await _call(skills, "send_to_nested", "What is the answer?")
    assert answer["ok"]
    assert answer["state"] in ("waiting", "working")
    done = await peer.wait_for("server-message", timeout_secs=30, type="assignment", state="done")
    assert done["data"]["result"] == "The answer is 42."
    await _spoken(peer, "The team is done. The answer is 42.")


async def test_claude_code_is_allowed_by_a_typed_yes_after_the_question_was_heard(
    stage: tuple[Peer, dict[str, Skill]],
) -> None:
    peer, skills = stage
    await _call(skills, "send_to_claude_code", "ask make test")
    await peer.wait_for("server-message", timeout_secs=30, type="assignment", state="asking")
    peer.type("hello")  # it cuts the question off, and is no answer to it
    await peer.wait_for("bot-llm-text", text="You said hello.")
    await _spoken(peer, "Claude Code wants to run the command make test. May it?")
    await _silent(peer)
    peer.type("yes")
    done = await peer.wait_for("server-message", 30, type="assignment", state="done")
    assert done["data"]["result"] == "It was allowed."


async def _silent(peer: Peer) -> None:
    async with asyncio.timeout(30):
        while peer.count("bot-started-speaking") > peer.count("bot-stopped-speaking"):
            await asyncio.sleep(0.05)


async def test_a_button_allows_and_a_button_pauses(
    stage: tuple[Peer, dict[str, Skill]],
) -> None:
    peer, skills = stage
    await _call(skills, "send_to_claude_code", "ask make test")
    asked = await peer.wait_for("server-message", 30, type="assignment", state="asking")
    about = {name: asked["data"][name] for name in ("desk", "id", "question")}
    peer.send(
        "client-message", {"t": "assignment", "d": {**about, "wish": "answer", "words": "no"}}
    )
    done = await peer.wait_for("server-message", 30, type="assignment", state="done")
    assert done["data"]["result"] == "It was not allowed."
    await _call(skills, "send_to_claude_code", "slow")
    await peer.wait_for("server-message", 30, type="assignment", note="searching the files")
    peer.send("client-message", {"t": "assignment", "d": {"desk": "claude-code", "wish": "pause"}})
    await peer.wait_for("server-message", 30, type="assignment", state="paused")
    assert (await _call(skills, "claude_code_status"))["state"] == "paused"


async def test_nonsense_from_a_client_does_nothing(stage: tuple[Peer, dict[str, Skill]]) -> None:
    peer, skills = stage
    for wish in (None, 7, {"desk": "nowhere", "wish": "pause"}, {"desk": "team", "wish": ["x"]}):
        peer.send("client-message", {"t": "assignment", "d": wish})
    assert (await _call(skills, "reset"))["ok"]
