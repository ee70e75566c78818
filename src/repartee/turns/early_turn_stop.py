"""Turn ends that may find their answer begun."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from loguru import logger
from pipecat.frames.frames import (
    EagerEndOfTurnCancelFrame,
    Frame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
)
from pipecat.turns.types import ProcessFrameResult, UserTurnSpeculation
from pipecat.turns.user_stop import BaseUserTurnStopStrategy

from repartee.turns.coverage import covered_by
from repartee.turns.early_answer import Begin, EarlyAnswer, Step


class AnswersEarly(BaseUserTurnStopStrategy):  # type: ignore[no-untyped-call]
    """Has the brain answer in a pause, whatever strategy it is mixed into then ends the turn.

    The brain's answer is held by the language model's service (Pipecat's speculation gate) until
    the turn ends with the words that it answers; else it is dropped, and nobody hears of it.
    Nothing here waits between a decision and the frame that carries it out, so that audio and
    words, which come in two tasks, cannot turn their order round.
    """

    def __init__(
        self, *, early: EarlyAnswer, pause_secs: Callable[[], float], **kwargs: Any
    ) -> None:
        """Mix this in before the strategy that ends turns.

        Args:
            early: Decides.
            pause_secs: For how long it has been silent; 0 while somebody speaks.
            **kwargs: The strategy's own.
        """
        super().__init__(**kwargs)
        self._early = early
        self._pause_secs = pause_secs

    async def handle_user_turn_started(self) -> None:
        """Begin with no words."""
        await self._do(self._early.withdraw())
        self._early.turn_began()
        await super().handle_user_turn_started()  # type: ignore[no-untyped-call]

    async def handle_user_turn_stopped(self) -> None:
        """Drop what was not confirmed, whoever ended the turn."""
        await self._do(self._early.turn_is_over())
        await super().handle_user_turn_stopped()  # type: ignore[no-untyped-call]

    async def process_frame(self, frame: Frame) -> ProcessFrameResult:
        """Take note of sound and words, let the turn end if it does, and look what follows.

        Args:
            frame: Any.

        Returns:
            As the strategy this is mixed into.
        """
        match frame:
            case InputAudioRawFrame():
                self._early.sound(self._pause_secs())
            case TranscriptionFrame():
                self._early.heard(frame.text)
            case InterimTranscriptionFrame():
                covered = covered_by(frame)
                if covered is None:
                    self._early.heard_so_far(frame.text)
                else:
                    self._early.heard_so_far(frame.text, covered.until, final=covered.final)
            case EagerEndOfTurnCancelFrame():
                # Everybody has it already.
                self._early.refused()
        result = await super().process_frame(frame)
        await self._do(self._early.look())
        return result or ProcessFrameResult.CONTINUE

    async def trigger_user_turn_stopped(
        self, *, enable_user_speaking_frames: bool | None = None
    ) -> None:
        """End the turn, with the answer that is held back if it answers what was said.

        Args:
            enable_user_speaking_frames: As Pipecat has it.
        """
        if self._early.turn_ends():
            await self.trigger_user_turn_finalized(
                enable_user_speaking_frames=enable_user_speaking_frames, confirms_speculation=True
            )
            # Pipecat does not end a turn while somebody speaks.
            await self._do(self._early.withdraw())
            return
        await self._do(self._early.withdraw())
        await super().trigger_user_turn_stopped(
            enable_user_speaking_frames=enable_user_speaking_frames
        )

    async def _do(self, steps: list[Step]) -> None:
        for step in steps:
            if isinstance(step, Begin):
                logger.debug("{}: answering early", self)
                speculation = UserTurnSpeculation(text=step.text)
                await self.trigger_user_turn_inference_triggered(speculation=speculation)
            else:
                logger.debug("{}: an early answer is withdrawn", self)
                await self.trigger_user_turn_speculation_cancelled()  # type: ignore[no-untyped-call]
