from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from loguru import logger
from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    FunctionCallsStartedFrame,
    InputAudioRawFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    LLMThoughtStartFrame,
    LLMThoughtTextFrame,
    TTSSpeakFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.llm_service import LLMService

from repartee.services.context.exchanges import Messages
from repartee.services.context.plan import SummaryPlan
from repartee.services.context.windowed import WindowedService
from repartee.services.failover.chain import Candidate, PartName
from repartee.services.failover.recovery import Fault, GiveUp, Retry, Switch, next_step
from repartee.services.failover.service import FailoverService, fault_in, is_fault

_APOLOGY = "Sorry, I can't think right now. Please try again in a moment."
_AGAIN = " Sorry, let me start again. "

_SIGNS_OF_LIFE = (
    FunctionCallsStartedFrame,
    LLMTextFrame,
    LLMThoughtStartFrame,
    LLMThoughtTextFrame,
)


@dataclass
class _Attempt:
    """One try of one provider to answer."""

    candidate: Candidate[LLMService[Any]]
    sign: asyncio.Event = field(default_factory=asyncio.Event)
    """Set whenever something came."""
    alive: bool = False
    """Whether anything of an answer came."""
    ended: bool = False
    error: ErrorFrame | None = None


class FailoverBrain(FailoverService[LLMService[Any]]):
    """A brain that another takes over from when it fails, is too slow, or breaks off.

    An answer that broke off in the middle is begun again by the next brain, and says so: no two
    models would finish the same sentence alike.
    """

    part = PartName.BRAIN
    work = (LLMFullResponseStartFrame, LLMTextFrame, LLMFullResponseEndFrame, ErrorFrame)
    _attempt: _Attempt | None = None
    _writing: asyncio.Task[str] | None = None
    """What is written beside the talk, and gives way to an answer."""
    _opened = False
    _said = False

    async def handle(self, frame: Frame, direction: FrameDirection) -> None:
        """Answer a context; pass everything else on at once."""
        if isinstance(frame, LLMContextFrame):
            await self._answer(frame)
            return
        if not isinstance(frame, InputAudioRawFrame):
            await self._active.hand(frame, direction)
        await self.push_frame(frame, direction)

    def summary_due(self, context: LLMContext) -> SummaryPlan | None:
        """What of a conversation is to be summarised now; None for nothing.

        Args:
            context: All of it.
        """
        service = self._active.service
        return service.summary_due(context) if isinstance(service, WindowedService) else None

    async def write(
        self, messages: Messages, instruction: str, tokens: int, *, gives_way: bool
    ) -> str:
        """Have the model that serves now write something beside the talk.

        Args:
            messages: What it is given.
            instruction: What it is to do.
            tokens: How long it may be.
            gives_way: Whether it is left off as soon as an answer is wanted: a model on the same
                machine does one thing at a time.

        Returns:
            Empty if it wrote nothing, or gave way.

        Raises:
            Exception: Whatever the vendor's client raises.
        """
        service = self._active.service
        if not isinstance(service, WindowedService) or (gives_way and self._attempt is not None):
            return ""
        writing = asyncio.ensure_future(service.write(messages, instruction, tokens))
        if not gives_way:
            return await writing
        self._writing = writing
        try:
            return await writing
        except asyncio.CancelledError:
            own = asyncio.current_task()
            if own is not None and own.cancelling():
                raise
            return ""
        finally:
            writing.cancel()
            self._writing = None

    async def take(
        self, candidate: Candidate[LLMService[Any]], frame: Frame, direction: FrameDirection
    ) -> None:
        """Take what a model's service made; of an answer, only what the present attempt says."""
        match frame:
            case ErrorFrame():
                self._note_error(candidate, frame)
            case LLMFullResponseStartFrame() | LLMTextFrame() | LLMFullResponseEndFrame():
                if self._is_present(candidate):
                    await self._take_answer(frame)
            case _:
                if isinstance(frame, _SIGNS_OF_LIFE) and self._is_present(candidate):
                    self._note_life()
                # Tools report whenever they are done, whoever called them.
                await self.push_frame(frame, direction)

    async def _answer(self, frame: LLMContextFrame) -> None:
        if self._writing is not None:
            self._writing.cancel()
        if _is_asked(frame.context):
            # Who called a tool in this turn goes on with its result.
            self._return_to_preferred()
        self._opened = self._said = False
        tries: Counter[str] = Counter()
        began = self._clock()
        try:
            while (fault := await self._try(frame, tries)) is not None:
                if not await self._recover(fault, tries, self._clock() - began):
                    return
        finally:
            self._attempt = None

    async def _try(self, frame: LLMContextFrame, tries: Counter[str]) -> Fault | None:
        """Have the active provider answer; returns what went wrong, if anything."""
        candidate = self._chain.active
        tries[candidate.id] += 1
        attempt = self._attempt = _Attempt(candidate)
        await self._branch_of(candidate).hand(
            LLMContextFrame(frame.context, speculation=frame.speculation)
        )
        fault = await self._outcome(attempt)
        if fault is None and not attempt.alive and _is_asked(frame.context):
            fault = Fault.BROKEN
        if fault is None:
            self._succeeded(candidate)
            if not attempt.alive and self._opened:
                await self.push_frame(LLMFullResponseEndFrame())
            return None
        self._attempt = None
        await self._blame(candidate, fault, attempt.error)
        return fault

    async def _outcome(self, attempt: _Attempt) -> Fault | None:
        while not attempt.ended:
            limit = self._patience.stall_secs if attempt.alive else self._patience.first_secs
            try:
                async with asyncio.timeout(limit):
                    await attempt.sign.wait()
            except TimeoutError:
                return Fault.SLOW
            attempt.sign.clear()
            if attempt.error is not None:
                return fault_in(attempt.error)
        return None

    async def _recover(self, fault: Fault, tries: Counter[str], elapsed: float) -> bool:
        """Prepare the next try; False if there is none."""
        successor = self._chain.preferred(but=set(tries))
        step = next_step(
            fault,
            tries=tries[self._chain.active.id],
            elapsed_secs=elapsed,
            budget_secs=self._patience.budget_secs,
            others=successor is not None,
            random=self._random,
        )
        match step:
            case GiveUp():
                await self._apologise(fault)
                return False
            case Retry(after_secs):
                await asyncio.sleep(after_secs)
            case Switch():
                assert successor is not None  # noqa: S101 - a switch has somebody to go to
                self._switch_to(successor, fault)
        if self._said:
            self._said = False
            await self.push_frame(LLMTextFrame(_AGAIN))
        return True

    async def _apologise(self, fault: Fault) -> None:
        self._notify(self._chain.active, fault, "")
        if self._opened:
            await self.push_frame(LLMFullResponseEndFrame())
        # Not kept in the context: the model that comes back must not think that it said so.
        await self.push_frame(TTSSpeakFrame(_APOLOGY, append_to_context=False))

    # What comes back

    def _is_present(self, candidate: Candidate[LLMService[Any]]) -> bool:
        return (
            self._attempt is not None
            and self._attempt.candidate is candidate
            and self._attempt.error is None
        )

    def _note_error(self, candidate: Candidate[LLMService[Any]], frame: ErrorFrame) -> None:
        logger.warning("{} failed: {}", candidate.label, frame.error)
        if self._attempt is not None and self._is_present(candidate) and is_fault(frame):
            self._attempt.error = frame
            self._attempt.sign.set()

    def _note_life(self) -> None:
        if self._attempt is not None:
            self._attempt.alive = True
            self._attempt.sign.set()

    async def _take_answer(
        self, frame: LLMFullResponseStartFrame | LLMTextFrame | LLMFullResponseEndFrame
    ) -> None:
        match frame:
            case LLMFullResponseStartFrame():
                if self._opened:
                    return
                self._opened = True
            case LLMTextFrame():
                self._note_life()
                self._said = self._said or bool(frame.text.strip())
            case LLMFullResponseEndFrame():
                attempt = self._attempt
                if attempt is not None:
                    attempt.ended = True
                    attempt.sign.set()
                if attempt is None or not attempt.alive:
                    return
        await self.push_frame(frame)


def _is_asked(context: LLMContext) -> bool:
    """Whether the caller has the last word, so that silence is no answer."""
    last = context.messages[-1] if context.messages else None
    return isinstance(last, dict) and last.get("role") == "user"
