"""A pipeline of one part alone, and providers that do as they are told."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from pipecat.frames.frames import Frame
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.ai_service import AIService
from pipecat.workers.runner import WorkerRunner

from repartee.services.failover.breaker import CircuitBreaker
from repartee.services.failover.chain import Candidate, Chain, Notice, Patience
from repartee.services.failover.service import FailoverService

S = TypeVar("S", bound=AIService)
F = TypeVar("F", bound=Frame)

PATIENCE = Patience(first_secs=0.4, stall_secs=0.3, budget_secs=2.0)
RATE = 16_000


@dataclass
class Troupe:
    """The providers of a part, by name, and what was made of them."""

    made: dict[str, list[AIService]] = field(default_factory=dict)
    breakers: dict[str, CircuitBreaker] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)

    def chain(self, **makers: Callable[[], S]) -> Chain[S]:
        return Chain([self._candidate(name, make) for name, make in makers.items()])

    def _candidate(self, name: str, make: Callable[[], S]) -> Candidate[S]:
        self.breakers.setdefault(name, CircuitBreaker(time.monotonic))

        def made() -> S:
            service = make()
            self.made.setdefault(name, []).append(service)
            return service

        return Candidate(name, name.capitalize(), made, self.breakers[name])

    def told(self) -> list[tuple[str, str, str]]:
        return [(n.provider, str(n.fault or ""), n.successor) for n in self.notices]


class _Catcher(FrameProcessor):
    def __init__(self, caught: list[Frame], direction: FrameDirection, bell: asyncio.Event) -> None:
        super().__init__()
        self._caught, self._direction, self._bell = caught, direction, bell

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if direction is self._direction:
            self._caught.append(frame)
            self._bell.set()
        await self.push_frame(frame, direction)


class Stage:
    """A running pipeline: what goes in, and what came out."""

    def __init__(self, part: FailoverService[S]) -> None:
        self.down: list[Frame] = []
        self.up: list[Frame] = []
        self._bell = asyncio.Event()
        self._part = part
        self._below = _Catcher(self.down, FrameDirection.DOWNSTREAM, self._bell)
        above = _Catcher(self.up, FrameDirection.UPSTREAM, self._bell)
        self.worker = PipelineWorker(
            Pipeline([above, part, self._below]),
            params=PipelineParams(audio_in_sample_rate=RATE, audio_out_sample_rate=RATE),
            cancel_on_idle_timeout=False,
            enable_rtvi=False,
        )

    async def send(self, *frames: Frame) -> None:
        for frame in frames:
            await self.worker.queue_frame(frame)

    async def send_up(self, *frames: Frame) -> None:
        for frame in frames:
            await self._below.push_frame(frame, FrameDirection.UPSTREAM)

    def of(self, kind: type[F]) -> list[F]:
        return [frame for frame in self.down if isinstance(frame, kind)]

    async def until(self, condition: Callable[[], object], secs: float = 60.0) -> None:
        async with asyncio.timeout(secs):
            while not condition():
                self._bell.clear()
                await self._bell.wait()

    async def until_seen(self, kind: type[Frame], count: int = 1) -> None:
        await self.until(lambda: len(self.of(kind)) >= count)


@asynccontextmanager
async def staged(part: FailoverService[S]) -> AsyncIterator[Stage]:
    stage = Stage(part)
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(stage.worker)
    running = asyncio.create_task(runner.run())
    try:
        yield stage
    finally:
        await stage.worker.cancel()
        await asyncio.wait({running}, timeout=5)


def seeded() -> Random:
    return Random(1)
