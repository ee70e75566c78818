"""A turn that begins with its final words has ended, too."""

from __future__ import annotations

import pytest
from pipecat.audio.turn.base_turn_analyzer import (
    BaseTurnAnalyzer,
    BaseTurnParams,
    EndOfTurnState,
)
from pipecat.frames.frames import (
    Frame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.metrics.metrics import MetricsData
from pipecat.turns.user_stop.base_user_turn_stop_strategy import UserTurnStoppedParams
from pipecat.utils.asyncio.task_manager import TaskManager

from repartee.turns.late_turn import LateTurnStop


class AlwaysOver(BaseTurnAnalyzer):
    """Calls every pause the end."""

    @property
    def speech_triggered(self) -> bool:
        return False

    @property
    def params(self) -> BaseTurnParams:
        return BaseTurnParams()

    def append_audio(self, buffer: bytes, is_speech: bool) -> EndOfTurnState:
        del buffer, is_speech
        return EndOfTurnState.INCOMPLETE

    async def analyze_end_of_turn(self) -> tuple[EndOfTurnState, MetricsData | None]:
        return EndOfTurnState.COMPLETE, None

    def clear(self) -> None:
        """There is nothing to forget."""


class Turns:
    """Counts turns that end."""

    def __init__(self) -> None:
        self.strategy = LateTurnStop(turn_analyzer=AlwaysOver())
        self.strategy._task_manager = TaskManager()
        self.strategy.add_event_handler("on_user_turn_stopped", self._ended)
        self.ended = 0

    async def _ended(self, _: object, params: UserTurnStoppedParams) -> None:
        del params
        self.ended += 1
        await self.strategy.handle_user_turn_stopped()

    async def tell(self, *frames: Frame) -> None:
        for frame in frames:
            await self.strategy.process_frame(frame)


@pytest.fixture
async def turns() -> Turns:
    return Turns()


def _words(text: str) -> TranscriptionFrame:
    return TranscriptionFrame(text, "", "", finalized=True)


async def test_a_turn_that_begins_with_its_final_words_ends_with_them(turns: Turns) -> None:
    await turns.tell(VADUserStartedSpeakingFrame(), VADUserStoppedSpeakingFrame())
    await turns.strategy.handle_user_turn_started()
    await turns.tell(_words("stop"))
    assert turns.ended == 1


async def test_words_that_began_no_turn_end_none(turns: Turns) -> None:
    await turns.tell(VADUserStartedSpeakingFrame(), VADUserStoppedSpeakingFrame(), _words("mhm"))
    assert turns.ended == 0


async def test_what_was_kept_out_before_does_not_end_the_next_turn(turns: Turns) -> None:
    await turns.tell(VADUserStartedSpeakingFrame(), VADUserStoppedSpeakingFrame(), _words("mhm"))
    await turns.strategy.handle_user_turn_started()
    await turns.tell(VADUserStartedSpeakingFrame())
    assert turns.ended == 0
    await turns.tell(VADUserStoppedSpeakingFrame())
    assert turns.ended == 0
    await turns.tell(_words("what time is it"))
    assert turns.ended == 1
