"""A short word to whoever waits for a late answer."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from loguru import logger
from pipecat.frames.frames import (
    CancelFrame,
    DataFrame,
    EagerEndOfTurnCancelFrame,
    EndFrame,
    Frame,
    FunctionCallsStartedFrame,
    InterruptionFrame,
    LLMContextFrame,
    LLMContextUserTurnFrame,
    LLMFullResponseEndFrame,
    LLMTextFrame,
    TTSSpeakFrame,
    UserStartedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor

from repartee.conversation.late_words import LateWords

Clock = Callable[[], float]


@dataclass
class FillerFrame(TTSSpeakFrame):
    """Words that bridge a wait: spoken, and no part of the answer or of the context."""


@dataclass
class _DueFrame(DataFrame):
    """Somebody may have waited long enough; in the queue, so that it overtakes no answer."""

    due_at: float


class Filler(FrameProcessor):
    """Stands between the brain and the voice, and says a word where the brain's first is late."""

    def __init__(self, words: str, late: LateWords, clock: Clock) -> None:
        """Begin with nobody waiting.

        Args:
            words: What to say.
            late: Decides when.
            clock: Monotonic time in seconds.
        """
        super().__init__()
        self._words = words
        self._late = late
        self._clock = clock
        self._waiting: asyncio.Task[None] | None = None

    def asked(self) -> None:
        """What the caller said is to be answered."""
        now = self._clock()
        due_at = self._late.asked(now)
        if due_at is not None:
            self._waiting = self.create_task(self._wait(due_at, due_at - now), f"{self}::wait")

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Let everything pass, and see whether an answer comes."""
        await super().process_frame(frame, direction)
        match frame:
            case _DueFrame():
                if self._late.take(frame.due_at):
                    logger.debug("the answer is late: {}", self._words)
                    await self.push_frame(FillerFrame(self._words, append_to_context=False))
                return
            case UserStartedSpeakingFrame() | InterruptionFrame():
                self._late.begin_anew()
                await self._stop_waiting()
            case LLMTextFrame() if not frame.text.strip():
                pass
            case (
                LLMTextFrame()
                | LLMFullResponseEndFrame()
                | TTSSpeakFrame()
                | FunctionCallsStartedFrame()
                | EndFrame()
                | CancelFrame()
            ):
                self._late.settled()
                await self._stop_waiting()
        await self.push_frame(frame, direction)

    async def cleanup(self) -> None:
        """Wait for nothing more."""
        await self._stop_waiting()
        await super().cleanup()

    async def _wait(self, due_at: float, secs: float) -> None:
        await asyncio.sleep(secs)
        await self.queue_frame(_DueFrame(due_at))

    async def _stop_waiting(self) -> None:
        waiting, self._waiting = self._waiting, None
        if waiting is not None and not waiting.done():
            await self.cancel_task(waiting)


class AskedNotice(FrameProcessor):
    """Stands before the brain, which passes things on only once it has answered what came first.

    An answer that began early is wanted when the caller's words follow its context; any other when
    they precede it.
    """

    def __init__(self, filler: Filler) -> None:
        """Know who is told.

        Args:
            filler: Told when what a caller said is to be answered.
        """
        super().__init__(enable_direct_mode=True)
        self._filler = filler
        self._began_early = False
        self._words_came = False

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Let everything pass, and tell when an answer is wanted."""
        await super().process_frame(frame, direction)
        match frame:
            case EagerEndOfTurnCancelFrame():
                self._began_early = False
            case UserStartedSpeakingFrame() | InterruptionFrame():
                self._began_early = self._words_came = False
            case LLMContextUserTurnFrame() if direction is FrameDirection.DOWNSTREAM:
                self._words_came = True
                if self._began_early:
                    self._is_wanted()
            case LLMContextFrame(speculation=True):
                self._began_early = True
            case LLMContextFrame() if self._words_came:
                self._is_wanted()
        await self.push_frame(frame, direction)

    def _is_wanted(self) -> None:
        self._began_early = self._words_came = False
        self._filler.asked()
