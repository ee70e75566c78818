"""Whatever the order of things: a turn gets one answer, to the words that were confirmed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pipecat.frames.frames import (
    EagerEndOfTurnCancelFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    LLMTextFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.pipeline.pipeline import Pipeline
from pipecat.pipeline.worker import PipelineParams, PipelineWorker
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMContextAggregatorPair,
    LLMUserAggregatorParams,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.turns.types import ProcessFrameResult
from pipecat.turns.user_start import VADUserTurnStartStrategy
from pipecat.turns.user_stop import BaseUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies
from pipecat.workers.runner import WorkerRunner

from repartee.conversation.turn_gate import TurnGate
from repartee.services.failover.brain import FailoverBrain
from repartee.turns.early_answer import EarlyAnswer, EarlyAnswerRules
from repartee.turns.early_turn_stop import AnswersEarly
from tests.services.failover.stage import PATIENCE, Troupe, seeded
from tests.support.scripted_stack import ScriptedBrain

WORDS = ("yes", "yes please", "yes please do")
LAST = "last"


@dataclass(frozen=True)
class Interim:
    words: str


@dataclass(frozen=True)
class Final:
    words: str


@dataclass(frozen=True)
class Simple:
    """Speech, a pause, a moment in which everybody gets on, a brain that takes its answer back."""

    what: str


Act = Interim | Final | Simple
Turn = tuple[Sequence[Act], str]
acts = st.one_of(
    st.sampled_from([Simple(what) for what in ("pause", "speak", "settle", "take back")]),
    st.sampled_from(WORDS).map(Interim),
    st.sampled_from(WORDS).map(Final),
)
turns = st.tuples(st.lists(acts, max_size=8), st.sampled_from(WORDS))
scripts = st.lists(turns, min_size=1, max_size=3)


class EndsWithWords(BaseUserTurnStopStrategy):  # type: ignore[no-untyped-call]
    """A turn ends with the words that the test marks."""

    async def process_frame(self, frame: Frame) -> ProcessFrameResult:
        if isinstance(frame, TranscriptionFrame) and frame.user_id == LAST:
            await self.trigger_user_turn_stopped()
        return ProcessFrameResult.CONTINUE


class EndsEarly(AnswersEarly, EndsWithWords):  # type: ignore[no-untyped-call]
    """The same, with its answer begun."""


class Caught(FrameProcessor):
    """What was said, at the place of the voice."""

    def __init__(self) -> None:
        super().__init__()
        self.said: list[str] = []

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await super().process_frame(frame, direction)
        if isinstance(frame, LLMTextFrame):
            self.said.append(frame.text)
        await self.push_frame(frame, direction)


class House:
    """From the words to the voice, on a clock of its own."""

    def __init__(self) -> None:
        self.now = 0.0
        self.pause_secs = 0.0
        early = EarlyAnswer(EarlyAnswerRules(), lambda: self.now)
        stop = EndsEarly(early=early, pause_secs=lambda: self.pause_secs)
        self.context = LLMContext()
        self.user, _ = LLMContextAggregatorPair(
            self.context,
            user_params=LLMUserAggregatorParams(
                user_turn_strategies=UserTurnStrategies(
                    start=[VADUserTurnStartStrategy()], stop=[stop]
                )
            ),
        )
        self.brain = FailoverBrain(
            Troupe().chain(only=lambda: ScriptedBrain(_echo)),
            PATIENCE,
            lambda _: None,
            clock=time.monotonic,
            random=seeded(),
        )
        self.voice = Caught()
        self.worker = PipelineWorker(
            Pipeline([self.user, TurnGate(), self.brain, self.voice]),
            params=PipelineParams(),
            cancel_on_idle_timeout=False,
            enable_rtvi=False,
        )

    async def takes(self, turn: Sequence[Act], words: str) -> None:
        """Have a caller speak a turn."""
        await self.worker.queue_frame(VADUserStartedSpeakingFrame())
        await _settle()
        for act in turn:
            await self._does(act)
        await self.worker.queue_frame(VADUserStoppedSpeakingFrame())
        await self.worker.queue_frame(TranscriptionFrame(words, LAST, "", finalized=True))

    @property
    def confirmed(self) -> list[str]:
        return [str(each["content"]) for each in self.context.messages if isinstance(each, dict)]

    async def _does(self, act: Act) -> None:
        match act:
            case Interim(words):
                await self.worker.queue_frame(InterimTranscriptionFrame(words, "", ""))
            case Final(words):
                await self.worker.queue_frame(TranscriptionFrame(words, "", "", finalized=True))
            case Simple("settle"):
                await _settle()
            case Simple("take back"):
                await self.brain.push_frame(EagerEndOfTurnCancelFrame(), FrameDirection.UPSTREAM)
                await self.brain.handle(EagerEndOfTurnCancelFrame(), FrameDirection.DOWNSTREAM)
            case Simple(what):
                for _ in range(4):
                    self.now += 0.1
                    self.pause_secs = self.pause_secs + 0.1 if what == "pause" else 0.0
                    sound = InputAudioRawFrame(bytes(640), 16_000, 1)
                    await self.worker.queue_frame(sound)
                    await asyncio.sleep(0)


def _echo(messages: list[dict[str, Any]]) -> str:
    return f"<{messages[-1]['content']}>"


async def _settle() -> None:
    for _ in range(60):
        await asyncio.sleep(0)


async def _plays(script: Sequence[Turn]) -> House:
    house = House()
    runner = WorkerRunner(handle_sigint=False)
    await runner.add_workers(house.worker)
    running = asyncio.create_task(runner.run())
    try:
        for number, (acts, words) in enumerate(script, 1):
            await house.takes(acts, words)
            await _heard(house, number)
    finally:
        await house.worker.cancel()
        await asyncio.wait({running}, timeout=5)
    return house


async def _heard(house: House, number: int) -> None:
    """Wait for the answer, and for what must not come after it."""
    async with asyncio.timeout(10):
        while len(house.voice.said) < number:
            await asyncio.sleep(0.002)
    await _settle()


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
@given(script=scripts)
def test_each_turn_is_answered_once_and_by_its_own_words(script: list[Turn]) -> None:
    house = asyncio.run(_plays(script))
    assert len(house.confirmed) == len(script)
    assert house.voice.said == [f"<{words}>" for words in house.confirmed]
