from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Self

from pydantic import TypeAdapter

from repartee.bench.standins.line_up import LineUp, VendorDelays
from repartee.bench.standins.timed_ears import Saying
from repartee.bench.standins.witness import Asked

_START_SECS = 60
_STOP_SECS = 10
_ASKED = TypeAdapter(Asked)
_SETTINGS = TypeAdapter(dict[str, str])


class StandInsFailedError(Exception):
    """The stand-ins did not start; the message says why."""


class StandIns:
    """The vendors' process, from start to stop.

    Args:
        line_up: Which vendors.
        delays: How fast they are.
        reply: What the brain answers, whatever is said.
        cores: On which cores they run; None for any.
    """

    def __init__(
        self,
        line_up: LineUp,
        delays: VendorDelays,
        reply: str,
        cores: Sequence[int] | None = None,
    ) -> None:
        self.settings: Mapping[str, str] = {}
        """What points a subject at them: addresses and keys, by Repartee's names of variables."""
        self.reply = reply
        """What the brain answers."""
        self.asked: list[Asked] = []
        """What was asked of them, in order."""
        self._told = {
            "line_up": [line_up.ears, line_up.brain, line_up.voice],
            "delays": [delays.ears, delays.brain, delays.voice, delays.interims],
            "reply": reply,
            "cores": list(cores or ()),
        }
        self._process: asyncio.subprocess.Process | None = None
        self._listening: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Start them.

        Raises:
            StandInsFailedError: They did not start.
        """
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "repartee.bench.standins",
            json.dumps(self._told),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "LOGURU_LEVEL": "WARNING"},
        )
        line = await self._first_line(self._process)
        if not line:
            await self._stop()
            raise StandInsFailedError(
                "The stand-ins did not start; what is printed above says why."
            )
        self.settings = _SETTINGS.validate_json(line)
        self._listening = asyncio.create_task(self._listen(self._process))
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stop()

    @property
    def pid(self) -> int:
        """Of their process, while it runs."""
        return self._process.pid if self._process else 0

    async def expect(self, saying: Saying) -> None:
        """Tell the ears what they will hear next.

        Args:
            saying: It.
        """
        if self._process and self._process.stdin:
            self._process.stdin.write(f"{json.dumps([saying.text, saying.secs])}\n".encode())
            await self._process.stdin.drain()

    async def _first_line(self, process: asyncio.subprocess.Process) -> bytes:
        if process.stdout is not None:
            with suppress(TimeoutError):
                return await asyncio.wait_for(process.stdout.readline(), _START_SECS)
        return b""

    async def _listen(self, process: asyncio.subprocess.Process) -> None:
        if process.stdout is not None:
            async for line in process.stdout:
                self.asked.append(_ASKED.validate_json(line))

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        # The end of its input ends it, also where this process is killed.
        if process.stdin is not None:
            process.stdin.close()
        try:
            await asyncio.wait_for(process.wait(), _STOP_SECS)
        except TimeoutError:
            process.kill()
            await process.wait()
        if self._listening is not None:
            self._listening.cancel()
