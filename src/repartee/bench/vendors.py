"""The stand-ins all subjects talk to: fast ears, a scripted brain, and delays of one's choice.

They run in a process of their own, so that a subject's processor time is its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import repeat

from repartee.engines.phrasebook import Phrasebook
from repartee.simulator.delays import DelayChoice
from repartee.simulator.hearing import ScriptedEars
from repartee.simulator.mind import BuiltInMind
from repartee.simulator.script import Rule, ScriptedMind
from repartee.simulator.simulator import Simulator
from repartee.simulator.speaking import BuiltInSpeaker
from repartee.simulator.standin import Parts

NAMES = ("deepgram", "openai", "cartesia")
_HEARD = "what is the weather like today"
_REPLY = (
    "It is sunny and warm, so a walk by the river would be nice. "
    "Take a hat with you, and something to drink."
)
_START_SECS = 60


class VendorsFailedError(Exception):
    """The stand-ins did not start; the message says why."""


@dataclass(frozen=True, slots=True)
class VendorDelays:
    """How long each vendor takes, in seconds.

    Attributes:
        ears: From the request for the last words to their transcript.
        brain: From the request to the first token.
        voice: From the text to the first sample.
    """

    ears: float = 0.15
    brain: float = 0.2
    voice: float = 0.1

    def choice(self) -> DelayChoice:
        """The same, as stand-ins take it."""
        return DelayChoice(1.0, dict(zip(NAMES, (self.ears, self.brain, self.voice), strict=True)))


@asynccontextmanager
async def vendors(delays: VendorDelays) -> AsyncIterator[dict[str, str]]:
    """Run them until the block is left.

    Args:
        delays: How fast they are.

    Yields:
        The settings that point at them: addresses and keys, by Repartee's names of variables.

    Raises:
        VendorsFailedError: They did not start.
    """
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "repartee.bench.vendors",
        *map(str, (delays.ears, delays.brain, delays.voice)),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "LOGURU_LEVEL": "WARNING"},
    )
    try:
        yield await _settings_told(process)
    finally:
        await _ended(process)


async def _settings_told(process: asyncio.subprocess.Process) -> dict[str, str]:
    line = b""
    if process.stdout is not None:
        with suppress(TimeoutError):
            line = await asyncio.wait_for(process.stdout.readline(), _START_SECS)
    if not line:
        raise VendorsFailedError("The stand-ins did not start; what is printed above says why.")
    told = json.loads(line)
    return {str(name): str(value) for name, value in told.items()}


async def _ended(process: asyncio.subprocess.Process) -> None:
    # The end of its input ends it, also where this process is killed.
    if process.stdin is not None:
        process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), 10)
    except TimeoutError:
        process.kill()
        await process.wait()


async def _serve(delays: VendorDelays) -> None:
    rules = [Rule(re.compile(""), _REPLY)]
    mind = ScriptedMind(rules, otherwise=BuiltInMind(Phrasebook.load()))
    parts = Parts(ScriptedEars(repeat(_HEARD)), BuiltInSpeaker(), mind)
    async with Simulator(NAMES, delays=delays.choice(), parts=parts) as simulator:
        sys.stdout.write(json.dumps(simulator.environment()) + "\n")
        sys.stdout.flush()
        await asyncio.to_thread(sys.stdin.read)


if __name__ == "__main__":
    asyncio.run(_serve(VendorDelays(*map(float, sys.argv[1:4]))))
