"""Processor time of one session, each subject's beside the others': both servers run all the time.

Processor time is counted by the system for the process alone. Work of others on the machine makes
it grow a little, as they share caches; that falls on all subjects alike, who take turns.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass

import numpy as np

from repartee.bench.cell_run import SHORT_REPLY
from repartee.bench.standins import QUICKSTART, StandIns, VendorDelays
from repartee.bench.standins.timed_ears import Saying
from repartee.bench.subjects import SUBJECTS, SubjectProcess
from repartee.bench.turn_order import interleaved
from repartee.bench.upkeep_run import Condition, Doing, Upkeep
from repartee.caller import Call, Patience, Recording
from repartee.caller.audio_format import SAMPLE_RATE
from repartee.caller.speech_edges import SampleSpan

_PATIENCE = Patience(connect=60.0, answer=6.0, quiet=0.6, greeting=1.0)
# Nobody answers a quiet room.
_QUIET = Patience(connect=60.0, answer=0.05)
_SETTLING_SECS = 2.0
_TURN_SECS = 8.0
# A quiet room, -60 dBFS: no digital silence, nothing a detector takes for speech.
_ROOM_DBFS = -60.0


@dataclass(frozen=True, slots=True)
class UpkeepPlan:
    """How much is measured.

    Attributes:
        recording: What a talking caller says.
        conditions: Under which conditions.
        rounds: Stretches of each subject under each condition.
        secs: How long each is.
    """

    recording: Recording
    conditions: Sequence[Condition]
    rounds: int = 5
    secs: float = 24.0


async def measure_upkeep(
    subjects: Sequence[str], plan: UpkeepPlan, tell: Callable[[Upkeep], None]
) -> list[Upkeep]:
    """Measure them by turns, in changing order.

    Args:
        subjects: Whom.
        plan: How much.
        tell: Called after each stretch.

    Raises:
        SubjectFailedError: A server did not start.
        StandInsFailedError: The stand-ins did not.
        CallerError: A call did not come about.
    """
    found: list[Upkeep] = []
    async with _servers(subjects, plan.recording) as servers:
        for condition in plan.conditions:
            for server in servers:
                await _Stretch(server, condition, plan).warm_up()
            for server in interleaved(servers, plan.rounds):
                found.append(await _Stretch(server, condition, plan).measured())
                tell(found[-1])
    return found


@asynccontextmanager
async def _servers(
    subjects: Sequence[str], recording: Recording
) -> AsyncIterator[list[SubjectProcess]]:
    async with AsyncExitStack() as stack:
        standins = await stack.enter_async_context(
            StandIns(QUICKSTART, VendorDelays(), SHORT_REPLY)
        )
        speech = recording.speech
        await standins.expect(Saying(recording.name, (speech.last - speech.first) / SAMPLE_RATE))
        settings = {**standins.settings, **QUICKSTART.settings(), "GREETING": "off"}
        # One after the other: starting is work, and none shall pay for another's.
        yield [await stack.enter_async_context(_server(name, settings)) for name in subjects]


def _server(name: str, settings: Mapping[str, str]) -> SubjectProcess:
    return SubjectProcess(SUBJECTS[name], settings)


class _Stretch:
    """One session, for as long as it is measured."""

    def __init__(self, server: SubjectProcess, condition: Condition, plan: UpkeepPlan) -> None:
        self._server = server
        self._condition = condition
        self._plan = plan
        self._unanswered = 0

    async def warm_up(self) -> None:
        """Let the server do for once what it will do again."""
        async with self._call(_PATIENCE) as call:
            await call.wait(0.4)
            await call.say(self._plan.recording)

    async def measured(self) -> Upkeep:
        """Measure it."""
        vacant = await self._used(asyncio.sleep(_SETTLING_SECS))
        is_talking = self._condition.doing is Doing.TALKING
        async with self._call(_PATIENCE if is_talking else _QUIET) as call:
            await call.wait(_SETTLING_SECS)
            core = await self._used(self._pass_time(call))
        return Upkeep(self._server.subject.name, self._condition, core, vacant, self._unanswered)

    async def _pass_time(self, call: Call) -> None:
        match self._condition.doing:
            case Doing.LISTENING:
                await call.say(_room(self._plan.secs))
            case Doing.MUTED:
                await call.wait(self._plan.secs)
            case Doing.TALKING:
                await self._talk(call)

    async def _talk(self, call: Call) -> None:
        """A turn each so many seconds: who answers sooner shall not have more to do."""
        began = time.monotonic()
        for number in range(max(1, round(self._plan.secs / _TURN_SECS))):
            await call.wait(max(0.0, began + number * _TURN_SECS - time.monotonic()))
            turn = await call.say(self._plan.recording)
            self._unanswered += turn.delay_seconds is None
        await call.wait(max(0.0, began + self._plan.secs - time.monotonic()))

    async def _used(self, passing: Awaitable[None]) -> float:
        began, before = time.monotonic(), self._server.processor_secs()
        await passing
        return (self._server.processor_secs() - before) / (time.monotonic() - began)

    def _call(self, patience: Patience) -> Call:
        return Call(
            self._server.url,
            transport=self._condition.transport,
            patience=patience,
            keep_audio=False,
        )


def _room(secs: float) -> Recording:
    """The sound of a quiet room, the same for everybody."""
    count = round(secs * SAMPLE_RATE)
    level = 32_768 * 10 ** (_ROOM_DBFS / 20)
    noise = np.random.default_rng(0).normal(0.0, level, count).astype(np.int16)
    return Recording("a quiet room", noise, SampleSpan(0, count - 1))
