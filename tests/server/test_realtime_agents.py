"""What OpenAI's stock realtime client for JavaScript sees of a conversation at `/v1/realtime`."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

CALLER = Path(__file__).parents[1] / "support" / "openai_agents"
_PATIENCE_SECS = 30.0

pytestmark = pytest.mark.skipif(
    shutil.which("node") is None or not (CALLER / "node_modules").is_dir(),
    reason=f"@openai/agents is not installed: run make test, or npm ci --prefix {CALLER}",
)


class AgentsCaller:
    """A Node process that talks to the server; tells what it is told to do, and what it sees."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.seen: list[dict[str, Any]] = []

    async def do(self, command: str, text: str = "") -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"command": command, "text": text}).encode() + b"\n")
        await self._process.stdin.drain()

    async def sees(self, kind: str) -> dict[str, Any]:
        """The next thing of a kind; whatever comes before it is passed over."""
        while line := await self._line():
            seen: dict[str, Any] = json.loads(line)
            self.seen.append(seen)
            if seen["kind"] == kind:
                return seen
        raise AssertionError(f"ended without {kind}: {self.seen}")

    async def _line(self) -> bytes:
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(_PATIENCE_SECS):
                return await self._process.stdout.readline()
        except TimeoutError:
            raise AssertionError(f"nothing more came: {self.seen}") from None

    @property
    def errors(self) -> list[str]:
        return [each["error"] for each in self.seen if each["kind"] == "error"]


@asynccontextmanager
async def calling(url: str) -> AsyncIterator[AgentsCaller]:
    address = f"{url.replace('http', 'ws', 1)}/v1/realtime?model=gpt-realtime"
    process = await asyncio.create_subprocess_exec(
        "node",
        "caller.mjs",
        address,
        "none",
        cwd=CALLER,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    caller = AgentsCaller(process)
    try:
        await caller.sees("connected")
        yield caller
    finally:
        assert process.stdin is not None
        process.stdin.close()
        async with asyncio.timeout(_PATIENCE_SECS):
            await process.wait()


async def test_a_typed_message_is_answered_aloud(calling_url: str) -> None:
    async with calling(calling_url) as caller:
        await caller.do("type", "hi")
        answer = await caller.sees("answer")
        assert answer["text"] == "So hi."
        assert answer["heard"] > 4800
        assert caller.errors == []


async def test_a_tool_of_the_client_is_run_and_its_result_told(calling_url: str) -> None:
    async with calling(calling_url) as caller:
        await caller.do("type", "What is the weather?")
        assert (await caller.sees("tool"))["city"] == "Rome"
        answer = await caller.sees("answer")
        if not answer["text"]:
            answer = await caller.sees("answer")
        assert "sunny in Rome" in answer["text"]
        assert caller.errors == []


async def test_an_interruption_truncates_what_was_said(calling_url: str) -> None:
    async with calling(calling_url) as caller:
        await caller.do("type", "x" * 500)
        await caller.sees("audio")
        await caller.do("interrupt")
        assert (await caller.sees("done"))["status"] == "cancelled"
        await caller.do("type", "again")
        answer = await caller.sees("answer")
        while answer["text"] != "So again.":
            answer = await caller.sees("answer")
        assert caller.errors == []
