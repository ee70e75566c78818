"""Pipecat's frames in, and out what holds, frees or interrupts the agent."""

from __future__ import annotations

import asyncio

import numpy as np
import pytest
from pipecat.frames.frames import (
    BotStartedSpeakingFrame,
    BotStoppedSpeakingFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    UserBackchannelFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.turns.user_start.base_user_turn_start_strategy import UserTurnStartedParams
from pipecat.utils.asyncio.task_manager import TaskManager

from repartee.audio.holding import VoiceFreedFrame, VoiceHeldFrame
from repartee.turns.barge_in import FINAL_WORDS_SECS
from repartee.turns.barge_in_start import BargeInStart


class Bench:
    """A strategy, the time, and what came of it."""

    def __init__(self) -> None:
        self.now = 100.0
        self.strategy = BargeInStart(lambda: self.now)
        self.strategy._task_manager = TaskManager()
        self.pushed: list[Frame] = []
        self.turns = 0
        self.resets = 0
        self.strategy.add_event_handler("on_push_frame", self._push)
        self.strategy.add_event_handler("on_user_turn_started", self._started)
        self.strategy.add_event_handler("on_reset_aggregation", self._reset)

    async def _push(self, _: object, frame: Frame, direction: FrameDirection) -> None:
        del direction
        self.pushed.append(frame)

    async def _started(self, _: object, params: UserTurnStartedParams) -> None:
        assert params.enable_interruptions
        self.turns += 1
        await self.strategy.handle_user_turn_started()

    async def _reset(self, _: object) -> None:
        self.resets += 1

    async def tell(self, *frames: Frame) -> None:
        for frame in frames:
            await self.strategy.process_frame(frame)

    @property
    def kinds(self) -> list[type[Frame]]:
        return [type(each) for each in self.pushed]


@pytest.fixture
async def bench() -> Bench:
    return Bench()


def _final(text: str) -> TranscriptionFrame:
    return TranscriptionFrame(text, "", "", finalized=True)


async def test_a_caller_who_is_listened_to_has_the_floor_at_once(bench: Bench) -> None:
    await bench.tell(VADUserStartedSpeakingFrame())
    assert bench.turns == 1
    assert not bench.pushed


async def test_a_word_of_ones_own_interrupts_a_held_agent(bench: Bench) -> None:
    await bench.tell(BotStartedSpeakingFrame(), VADUserStartedSpeakingFrame())
    assert bench.kinds == [VoiceHeldFrame]
    assert bench.turns == 0
    await bench.tell(InterimTranscriptionFrame("what about", "", ""))
    assert bench.turns == 1


async def test_a_sign_of_listening_stays_out_of_the_context(bench: Bench) -> None:
    await bench.tell(BotStartedSpeakingFrame(), VADUserStartedSpeakingFrame())
    await bench.tell(VADUserStoppedSpeakingFrame(), _final("Uh-huh."))
    assert bench.kinds == [VoiceHeldFrame, UserBackchannelFrame, VoiceFreedFrame]
    assert bench.resets == 1
    assert bench.turns == 0


async def test_an_agent_goes_on_by_itself_when_no_words_come(bench: Bench) -> None:
    await bench.tell(BotStartedSpeakingFrame(), VADUserStartedSpeakingFrame())
    await bench.tell(VADUserStoppedSpeakingFrame())
    bench.now += FINAL_WORDS_SECS
    bench.strategy._time_passed()
    async with asyncio.timeout(10):
        while bench.kinds != [VoiceHeldFrame, VoiceFreedFrame]:
            await asyncio.sleep(0)
    await bench.strategy.cleanup()


async def test_a_yes_over_the_last_word_is_taken_up_when_the_agent_ends(bench: Bench) -> None:
    yes = _final("Yes.")
    await bench.tell(BotStartedSpeakingFrame(), VADUserStartedSpeakingFrame())
    await bench.tell(VADUserStoppedSpeakingFrame(), yes, BotStoppedSpeakingFrame())
    assert bench.pushed[-1] is yes
    await bench.tell(yes)
    assert bench.turns == 1


async def test_the_agents_echo_stays_out_of_the_context_and_answers_nothing(bench: Bench) -> None:
    def sound(level: int) -> InputAudioRawFrame:
        return InputAudioRawFrame(np.full(320, level, "<i2").tobytes(), 16_000, 1)

    await bench.tell(VADUserStartedSpeakingFrame(), sound(3000), VADUserStoppedSpeakingFrame())
    await bench.strategy.handle_user_turn_stopped()
    await bench.tell(BotStartedSpeakingFrame(), VADUserStartedSpeakingFrame(), sound(300))
    await bench.tell(
        VADUserStoppedSpeakingFrame(), _final("It is noon."), BotStoppedSpeakingFrame()
    )
    assert bench.kinds == [VoiceHeldFrame, UserBackchannelFrame, VoiceFreedFrame]
    assert bench.turns == 1


async def test_an_agent_that_speaks_into_a_turn_is_not_judged(bench: Bench) -> None:
    await bench.tell(VADUserStartedSpeakingFrame(), BotStartedSpeakingFrame())
    await bench.tell(VADUserStoppedSpeakingFrame(), VADUserStartedSpeakingFrame(), _final("Yes."))
    assert bench.turns == 1
    assert not bench.pushed


async def test_when_a_turn_is_over_the_agent_has_the_floor(bench: Bench) -> None:
    await bench.tell(VADUserStartedSpeakingFrame())
    await bench.strategy.handle_user_turn_stopped()
    await bench.tell(VADUserStartedSpeakingFrame())
    assert bench.kinds == [VoiceHeldFrame]
    await bench.strategy.cleanup()
