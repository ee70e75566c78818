"""OpenAI's own realtime client for JavaScript, as a caller."""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

CALLER = Path(__file__).parent / "openai_agents"
# Node alone takes 10 s and more to load on a machine that is busy.
_PATIENCE_SECS = 100.0

needs_agents = pytest.mark.skipif(
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
