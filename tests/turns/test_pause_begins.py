"""That a pause is told to those who hear, through Pipecat's own aggregator."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pipecat.frames.frames import Frame, InputAudioRawFrame, STTMuteFrame
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.aggregators.llm_response_universal import (
    LLMUserAggregator,
    LLMUserAggregatorParams,
)
from pipecat.tests.utils import SleepFrame, run_test
from pipecat.turns.user_mute import AlwaysUserMuteStrategy, BaseUserMuteStrategy
from pipecat.turns.user_stop import SpeechTimeoutUserTurnStopStrategy
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from repartee.turns.pause_begins import PauseBeginsFrame, TellsOfPauses


class _Stop(TellsOfPauses, SpeechTimeoutUserTurnStopStrategy):  # type: ignore[no-untyped-call]
    """Any strategy will do."""


class _Muted(AlwaysUserMuteStrategy):
    async def process_frame(self, frame: Frame) -> bool:
        return True


async def _told(answers: Iterator[bool], mutes: list[BaseUserMuteStrategy]) -> int:
    """How many pauses are told of during five pieces of sound."""
    stop = _Stop(pause_begins=lambda: next(answers))
    user = LLMUserAggregator(
        LLMContext(),
        params=LLMUserAggregatorParams(
            user_turn_strategies=UserTurnStrategies(stop=[stop]), user_mute_strategies=mutes
        ),
    )
    sound = [InputAudioRawFrame(bytes(640), 16_000, 1) for _ in range(5)]
    _, up = await run_test(
        user, frames_to_send=[STTMuteFrame(mute=False), *sound, SleepFrame(sleep=0.05)]
    )
    return sum(isinstance(frame, PauseBeginsFrame) for frame in up)


@pytest.mark.parametrize(("muted", "times"), [(False, 2), (True, 0)])
async def test_those_who_hear_are_told_once_a_pause_and_never_while_muted(
    muted: bool, times: int
) -> None:
    answers = iter([False, True, False, True, False])
    mutes: list[BaseUserMuteStrategy] = [_Muted()] if muted else []  # type: ignore[no-untyped-call]
    assert await _told(answers, mutes) == times
