"""Sessions on one core: the subject has one, callers and stand-ins have the other."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass

import psutil

from repartee.bench.cell_run import SHORT_REPLY
from repartee.bench.cells import Cell
from repartee.bench.figures import summary
from repartee.bench.load_run import Listening, Trial
from repartee.bench.standins import StandIns
from repartee.bench.standins.timed_ears import Saying
from repartee.bench.subjects import SUBJECTS, SubjectProcess
from repartee.bench.trial_search import TrialSearch
from repartee.caller import Call, CallerError, Patience, Recording
from repartee.caller.audio_format import SAMPLE_RATE

_MISSING_SECS = 0.1
"""How much of its agent's speech a caller may miss on average, because it came too late."""
_PATIENCE = Patience(connect=60.0, answer=8.0, quiet=0.6, greeting=1.0)
_STAGGER_SECS = 0.35
_EXPECTED = {"repartee": 12, "pipecat": 4}
"""About how many sessions a core holds: where the search begins. A wrong one costs two trials."""


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """How much is measured.

    Attributes:
        recording: What all callers say.
        turns: How often each, at least.
        least: How many turns make a trial, at least: with fewer callers, each has more.
        most: The highest number of sessions to try.
        listening: How many sessions listen idly.
        listening_secs: For how long.
        server_core: Where the subject runs.
        other_core: Where callers and stand-ins run.
    """

    recording: Recording
    turns: int = 3
    least: int = 12
    most: int = 32
    listening: int = 4
    listening_secs: float = 15.0
    server_core: int = 0
    other_core: int = 1


@dataclass(slots=True)
class _Heard:
    """What the callers of one trial measured."""

    secs: list[float]
    unanswered: int = 0
    missing: float = 0.0


class LoadBench:
    """One subject under load.

    Args:
        name: Which.
        cell: The way to call, the vendors and their delays.
        plan: How much.
        tell: Called after each trial.
    """

    def __init__(
        self, name: str, cell: Cell, plan: LoadPlan, tell: Callable[[Trial], None]
    ) -> None:
        self._name = name
        self._cell = cell
        self._plan = plan
        self._tell = tell

    async def run(self) -> tuple[Listening, list[Trial], int]:
        """Measure it.

        Returns:
            The sessions in which nobody talks, every trial, and how many sessions held.

        Raises:
            SubjectFailedError: The server did not start.
            StandInsFailedError: The stand-ins did not.
        """
        plan = self._plan
        async with AsyncExitStack() as stack:
            stack.callback(os.sched_setaffinity, 0, os.sched_getaffinity(0))
            os.sched_setaffinity(0, [plan.other_core])
            standins = await stack.enter_async_context(
                StandIns(self._cell.line_up, self._cell.delays, SHORT_REPLY, [plan.other_core])
            )
            speech = plan.recording.speech
            secs = (speech.last - speech.first) / SAMPLE_RATE
            await standins.expect(Saying(plan.recording.name, secs))
            settings = {
                **standins.settings,
                **self._cell.line_up.settings(),
                "GREETING": "off",
                "MAX_SESSIONS": str(plan.most),
            }
            server = await stack.enter_async_context(
                SubjectProcess(SUBJECTS[self._name], settings, [plan.server_core])
            )
            await self._talk(server, 1, turns=1)  # warms up
            listening = await self._listen(server)
            return listening, *await self._search(server)

    async def _search(self, server: SubjectProcess) -> tuple[list[Trial], int]:
        trials: list[Trial] = []
        search = TrialSearch(self._plan.most, _EXPECTED.get(self._name, 0))
        while (sessions := search.next()) is not None:
            trial = search.judged(await self._try(server, sessions))
            trials.append(trial)
            self._tell(trial)
        return trials, search.found

    async def _try(self, server: SubjectProcess, sessions: int) -> Trial:
        began, before = time.monotonic(), server.processor_secs()
        psutil.cpu_percent(percpu=True)
        turns = max(self._plan.turns, -(-self._plan.least // sessions))
        heard = await self._talk(server, sessions, turns)
        wall = time.monotonic() - began
        busy = psutil.cpu_percent(percpu=True)[self._plan.other_core] / 100
        found = summary(heard.secs or [_PATIENCE.answer])
        missing = heard.missing / sessions
        return Trial(
            self._name,
            sessions,
            found.p95,
            found.median,
            heard.unanswered,
            missing,
            (server.processor_secs() - before) / wall,
            busy,
            server.resident_bytes(),
            held=not heard.unanswered and missing <= _MISSING_SECS,
        )

    async def _talk(self, server: SubjectProcess, sessions: int, turns: int) -> _Heard:
        heard = _Heard([])
        async with asyncio.TaskGroup() as group:
            for number in range(sessions):
                group.create_task(self._call(server, heard, number * _STAGGER_SECS, turns))
        return heard

    async def _call(self, server: SubjectProcess, heard: _Heard, after: float, turns: int) -> None:
        await asyncio.sleep(after)
        calls, each = (1, turns) if server.subject.talks_on else (turns, 1)
        for _ in range(calls):
            try:
                await self._hold(server, heard, each)
            except CallerError:
                heard.unanswered += 1

    async def _hold(self, server: SubjectProcess, heard: _Heard, turns: int) -> None:
        async with self._open(server) as call:
            for _ in range(turns):
                await call.wait(0.4)
                turn = await call.say(self._plan.recording)
                if turn.delay_seconds is None:
                    heard.unanswered += 1
                else:
                    heard.secs.append(turn.delay_seconds)
            heard.missing += call.missing_seconds

    async def _listen(self, server: SubjectProcess) -> Listening:
        plan, resident = self._plan, server.resident_bytes()
        idle = await self._used(server, plan.listening_secs / 2)
        async with AsyncExitStack() as stack:
            for _ in range(plan.listening):
                await stack.enter_async_context(self._open(server))
            await asyncio.sleep(2.0)
            used = await self._used(server, plan.listening_secs)
            grown = server.resident_bytes() - resident
        return Listening(
            self._name,
            plan.listening,
            max(used - idle, 0.0) / plan.listening,
            resident,
            max(grown, 0) // plan.listening,
        )

    async def _used(self, server: SubjectProcess, secs: float) -> float:
        """The share of a core that it takes, over so many seconds."""
        began, before = time.monotonic(), server.processor_secs()
        await asyncio.sleep(secs)
        return (server.processor_secs() - before) / (time.monotonic() - began)

    def _open(self, server: SubjectProcess) -> Call:
        return Call(
            server.url,
            transport=self._cell.transport,
            patience=_PATIENCE,
            keep_audio=False,
        )
