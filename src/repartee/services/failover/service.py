from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable
from random import Random
from typing import ClassVar, Generic, TypeVar, cast

from loguru import logger
from pipecat.frames.frames import CancelFrame, EndFrame, ErrorFrame, Frame, StartFrame
from pipecat.processors.frame_processor import FrameDirection, FrameProcessor
from pipecat.services.ai_service import AIService
from pipecat.services.llm_service import LLMService
from pipecat.utils.errors import ErrorCategory

from repartee.services.failover.branch import Branch
from repartee.services.failover.broken import BrokenService
from repartee.services.failover.chain import Candidate, Chain, Notice, OnNotice, PartName, Patience
from repartee.services.failover.change import ChainChangeFrame
from repartee.services.failover.recovery import Fault, fault_of
from repartee.services.failover.retry_after import retry_after

S = TypeVar("S", bound=AIService)

_HANGING_REST_SECS = 10.0


class FailoverService(FrameProcessor, Generic[S]):
    """One part of an agent, served by whichever of its providers works.

    A provider's service stands beside the pipeline (`Branch`), is made when it is first needed, and
    is handed what it should work on. So a provider that hangs holds up nothing, and what a failed
    one still has to say is not heard.
    """

    part: PartName
    work: ClassVar[tuple[type[Frame], ...]] = ()
    """What an interruption makes void of a provider's frames."""

    def __init__(
        self,
        chain: Chain[S],
        patience: Patience,
        on_notice: OnNotice,
        *,
        clock: Callable[[], float],
        random: Random | None = None,
    ) -> None:
        """Make the part of one session.

        Args:
            chain: Its providers.
            patience: How long they may keep the caller waiting.
            on_notice: Told when providers change.
            clock: Monotonic time in seconds.
            random: Spreads retries; tests seed it.
        """
        super().__init__()
        self._chain = chain
        self._patience = patience
        self._on_notice = on_notice
        self._clock = clock
        self._random = random or Random()
        self._branches: dict[str, Branch[S]] = {}
        self._start_frame: StartFrame | None = None
        self._retired: list[Branch[S]] = []
        """Useless ones, of which a tool may still be at work."""
        self._closing = False
        self._told: Notice | None = None
        """The trouble that the caller was told of last, until it is over."""

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Start and stop with the pipeline.

        Args:
            frame: The frame.
            direction: Where it is going.
        """
        await super().process_frame(frame, direction)
        match frame:
            case StartFrame():
                self._start_frame = frame
                # Nobody behind us need wait until a provider has been reached.
                await self.push_frame(frame, direction)
                self._branch_of(self._chain.active)
            case EndFrame() | CancelFrame():
                self._closing = isinstance(frame, CancelFrame)
                for branch in list(self._branches.values()):
                    await branch.hand(frame)
                await self.push_frame(frame, direction)
            case ChainChangeFrame() if frame.part is self.part:
                self.serve_by(frame.chain)
            case _:
                await self.handle(frame, direction)

    def serve_by(self, chain: Chain[S]) -> None:
        """Be served by other providers from now on.

        Args:
            chain: Who they are.
        """
        left = [*self._branches.values()]
        self._branches.clear()
        self._chain, self._told = chain, None
        for branch in left:
            self._let_go(branch)
        self._branch_of(chain.active)

    @abstractmethod
    async def handle(self, frame: Frame, direction: FrameDirection) -> None:
        """Work on a frame, or pass it on.

        Args:
            frame: Any but those that start or stop the pipeline.
            direction: Where it is going.
        """

    @abstractmethod
    async def take(self, candidate: Candidate[S], frame: Frame, direction: FrameDirection) -> None:
        """Take what a provider's service made.

        Args:
            candidate: The provider.
            frame: The frame.
            direction: Where it is going.
        """

    async def cleanup(self) -> None:
        """Let every service go."""
        self._closing = True
        await super().cleanup()
        branches = [*self._branches.values(), *self._retired]
        await asyncio.gather(*(each.close() for each in branches), return_exceptions=True)

    # For the parts

    @property
    def _active(self) -> Branch[S]:
        return self._branch_of(self._chain.active)

    def _branch_of(self, candidate: Candidate[S]) -> Branch[S]:
        branch = self._branches.get(candidate.id)
        if branch is None:

            async def take(frame: Frame, direction: FrameDirection) -> None:
                if not self._closing:
                    await self.take(candidate, frame, direction)

            branch = self._branches[candidate.id] = Branch(self._made(candidate), take, self.work)
            assert self._start_frame is not None  # noqa: S101 - no frame comes before it
            branch.start(self.processor_setup, self._start_frame)
        return branch

    def _made(self, candidate: Candidate[S]) -> S:
        try:
            return candidate.make()
        except Exception as error:  # noqa: BLE001 - a vendor's client may raise anything
            logger.opt(exception=error).error("{} cannot be used", candidate.label)
            return cast("S", BrokenService())

    def _switch_to(self, successor: Candidate[S], fault: Fault) -> None:
        left, self._chain.active = self._chain.active, successor
        self._notify(left, fault, successor.label)

    def _return_to_preferred(self) -> None:
        """Go back to a better provider once it may be given work again.

        The caller is told when it has done some.
        """
        preferred = self._chain.preferred()
        if preferred is not None and preferred is not self._chain.active:
            # Choosing one that rested is its trial.
            preferred.breaker.begin(self._patience.budget_secs)
            self._chain.active = preferred

    def _succeeded(self, candidate: Candidate[S]) -> None:
        candidate.breaker.succeed()
        if self._told is not None and self._told.provider == candidate.label:
            self._on_notice(Notice(self.part, self._told.successor, None, candidate.label))
            self._told = None

    def _notify(self, left: Candidate[S], fault: Fault, successor: str) -> None:
        notice = Notice(self.part, left.label, fault, successor)
        logger.warning("{}: {} is {}; now {}", self.part, left.label, fault, successor or "nobody")
        # A provider that is tried each turn, and fails each time, is no news.
        if notice != self._told:
            self._told = notice
            self._on_notice(notice)

    async def _blame(self, candidate: Candidate[S], fault: Fault, error: ErrorFrame | None) -> None:
        """Count a failure against a provider, and drop a service that it has made useless."""
        rest = retry_after(error.exception) if error and error.exception else 0.0
        # What one caller asked may be unfit; that is nothing to the others.
        if fault is Fault.SLOW:
            # A caller has waited for it; the next one need not.
            rest = max(rest, _HANGING_REST_SECS)
        if fault is not Fault.UNFIT:
            candidate.breaker.fail(permanent=fault.is_permanent, rest_secs=rest)
        branch = self._branches.get(candidate.id)
        if branch is not None and branch.service.is_usable:
            await branch.break_off()
        else:
            self._drop_useless(candidate)

    def _drop_useless(self, candidate: Candidate[S]) -> None:
        """Let go of a service that takes no work any more; what comes next is for a new one."""
        branch = self._branches.get(candidate.id)
        if branch is not None and not branch.service.is_usable:
            del self._branches[candidate.id]
            self._let_go(branch)

    def _let_go(self, branch: Branch[S]) -> None:
        if isinstance(branch.service, LLMService):
            self._retired.append(branch)
        else:
            self.create_task(branch.discard(), f"{self}::closing {branch.service}")


def is_fault(frame: ErrorFrame) -> bool:
    """Whether an error speaks against the provider rather than against what it was given."""
    return frame.category is not ErrorCategory.APPLICATION


def fault_in(frame: ErrorFrame) -> Fault:
    """What went wrong, of a provider's error."""
    return fault_of(frame.category or ErrorCategory.UNKNOWN)
