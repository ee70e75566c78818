from __future__ import annotations

import asyncio
from collections import Counter
from contextlib import suppress
from typing import Any

from loguru import logger
from pipecat.frames.frames import (
    EagerEndOfTurnCancelFrame,
    ErrorFrame,
    Frame,
    InputAudioRawFrame,
    LLMContextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    LLMTextFrame,
    MetricsFrame,
    TTSSpeakFrame,
    UserStartedSpeakingFrame,
    UserStoppedSpeakingFrame,
)
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.llm_service import LLMService

from repartee.services.context.exchanges import Messages
from repartee.services.context.plan import SummaryPlan
from repartee.services.context.windowed import WindowedService
from repartee.services.failover.attempt import SIGNS_OF_LIFE, Attempt, is_asked
from repartee.services.failover.chain import Candidate, PartName
from repartee.services.failover.recovery import Fault, GiveUp, Retry, Switch, next_step
from repartee.services.failover.service import FailoverService, fault_in, is_fault
from repartee.services.failover.speculation import Speculation, Verdict
from repartee.services.failover.waste import wasted
from repartee.services.failover.writing import Writing
from repartee.turns.withdrawable import Withdrawable

APOLOGY = "Sorry, I can't think right now. Please try again in a moment."
"""What is said where nobody can think."""
_AGAIN = " Sorry, let me start again. "
# A service that is still being set up holds what it is given.
_BEGIN_SECS = 1.0


class FailoverBrain(Withdrawable, FailoverService[LLMService[Any]]):
    """A brain that another takes over from when it fails, is too slow, or breaks off.

    An answer that broke off in the middle is begun again by the next brain, and says so: no two
    models would finish the same sentence alike.

    An answer that is begun before the turn has ended is held by the provider's service. Until it is
    wanted, silence is no fault, and nobody is told of one.
    """

    part = PartName.BRAIN
    work = (LLMFullResponseStartFrame, LLMTextFrame, LLMFullResponseEndFrame, ErrorFrame)
    _attempt: Attempt | None = None
    _opened = False
    _said = False
    _turn_ended = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._speculation = Speculation(pending=False)
        self._reported: list[MetricsFrame] = []
        """What an answer used of which it is not known whether it is wanted."""
        self._writing = Writing()

    async def handle(self, frame: Frame, direction: FrameDirection) -> None:
        """Answer a context; pass everything else on at once."""
        match frame:
            case LLMContextFrame():
                if not self._withdrawals.is_void(frame):
                    await self._answer(frame)
                return
            case UserStartedSpeakingFrame() | UserStoppedSpeakingFrame():
                await self._turn_changes(frame, direction)
            case EagerEndOfTurnCancelFrame():
                await self._withdraw(frame, direction)
            case InputAudioRawFrame():
                pass
            case _:
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
        work = service.write(messages, instruction, tokens)
        return await (self._writing.run(work) if gives_way else work)

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
            case MetricsFrame() if self._speculation.is_pending and self._is_present(candidate):
                self._reported.append(frame)
            case EagerEndOfTurnCancelFrame():
                # It wanted a tool, which is not for an answer that nobody may want.
                await self._settle(Verdict.WITHDRAWN)
                await self.push_frame(frame, direction)
            case _:
                if isinstance(frame, SIGNS_OF_LIFE) and self._is_present(candidate):
                    self._note_life()
                # Tools report whenever they are done, whoever called them.
                await self.push_frame(frame, direction)

    async def _answer(self, frame: LLMContextFrame) -> None:
        self._writing.give_way()
        if is_asked(frame.context):
            # Who called a tool in this turn goes on with its result.
            self._return_to_preferred()
        self._opened = self._said = False
        tries: Counter[str] = Counter()
        began = self._clock()
        early = frame.speculation and not self._turn_ended
        speculation = self._speculation = Speculation(pending=early)
        try:
            while (fault := await self._try(frame.context, speculation, tries)) is not None:
                # Who may say something else yet need not hear that this went wrong.
                if not await speculation.is_wanted():
                    return
                if not await self._recover(fault, tries, self._clock() - began):
                    return
        finally:
            self._attempt = None

    async def _try(
        self, context: LLMContext, speculation: Speculation, tries: Counter[str]
    ) -> Fault | None:
        """Have the active provider answer; returns what went wrong, if anything."""
        candidate = self._chain.active
        tries[candidate.id] += 1
        attempt = self._attempt = Attempt(candidate, context)
        await self._branch_of(candidate).hand(
            LLMContextFrame(context, speculation=speculation.is_pending)
        )
        fault = await self._outcome(attempt)
        if fault is None and speculation.is_withdrawn:
            return None
        if fault is None and not attempt.alive and is_asked(context):
            fault = Fault.BROKEN
        if fault is None:
            self._succeeded(candidate)
            if not attempt.alive and self._opened:
                await self.push_frame(LLMFullResponseEndFrame())
            return None
        self._attempt = None
        await self._blame(candidate, fault, attempt.error)
        return fault

    async def _outcome(self, attempt: Attempt) -> Fault | None:
        while not (attempt.ended or self._speculation.is_withdrawn):
            limit = self._limit(attempt)
            try:
                async with asyncio.timeout(limit):
                    await attempt.sign.wait()
            except TimeoutError:
                return Fault.SLOW
            attempt.sign.clear()
            if attempt.error is not None:
                return fault_in(attempt.error)
        return None

    def _limit(self, attempt: Attempt) -> float | None:
        """How long the next sign of life may take; None for as long as nobody waits for it."""
        if self._speculation.is_pending:
            return None
        return self._patience.stall_secs if attempt.alive else self._patience.first_secs

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
        await self.push_frame(TTSSpeakFrame(APOLOGY, append_to_context=False))

    # Answers that may not be wanted

    async def _turn_changes(
        self, frame: UserStartedSpeakingFrame | UserStoppedSpeakingFrame, direction: FrameDirection
    ) -> None:
        # All services go by it whether they hold an answer back, so all must know.
        for branch in list(self._branches.values()):
            await branch.hand(frame, direction)
        self._turn_ended = isinstance(frame, UserStoppedSpeakingFrame)
        if self._turn_ended:
            await self._settle(Verdict.WANTED)

    async def _withdraw(self, frame: EagerEndOfTurnCancelFrame, direction: FrameDirection) -> None:
        if self._attempt is not None and self._speculation.is_pending:
            # It would overtake the question in the service's queue.
            with suppress(TimeoutError):
                await asyncio.wait_for(self._speculation.begun.wait(), _BEGIN_SECS)
        await self._active.hand(frame, direction)
        # Not before: the next question must be behind it.
        await self._settle(Verdict.WITHDRAWN)

    async def _settle(self, verdict: Verdict) -> None:
        if not self._speculation.is_pending:
            return
        self._speculation.settle(verdict)
        attempt, reported, self._reported = self._attempt, self._reported, []
        if attempt is not None:
            attempt.sign.set()
            if verdict is Verdict.WITHDRAWN:
                service = self._branch_of(attempt.candidate).service
                reported = [wasted(reported, service, attempt.context)]
        for frame in reported:
            await self.push_frame(frame)

    def _made(self, candidate: Candidate[LLMService[Any]]) -> LLMService[Any]:
        service = super()._made(candidate)

        def on_frame(_: LLMService[Any], frame: Frame) -> None:
            if isinstance(frame, LLMContextFrame) and self._is_present(candidate):
                self._speculation.begun.set()

        service.add_event_handler("on_before_process_frame", on_frame)
        return service

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
            self._attempt.fails(frame)

    def _note_life(self) -> None:
        if self._attempt is not None:
            self._attempt.lives()

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
                    attempt.ends()
                if attempt is None or not attempt.alive:
                    return
        await self.push_frame(frame)
