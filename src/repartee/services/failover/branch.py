from __future__ import annotations

import asyncio
import copy
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

from loguru import logger
from pipecat.frames.frames import CancelFrame, Frame, InterruptionFrame, StartFrame
from pipecat.processors.frame_processor import (
    FrameDirection,
    FrameProcessor,
    FrameProcessorSetup,
)
from pipecat.services.ai_service import AIService

S = TypeVar("S", bound=AIService)

# Audio of two minutes, and as much again.
_UNKNOWN = object()
_FRAMES_REMEMBERED = 16_384


class Branch(Generic[S]):
    """One provider's service of a session, beside the pipeline rather than in it.

    It is handed frames, and what it makes of them comes back by a callback. Frames that merely
    pass through it are swallowed: the pipeline has, or will be, given them by another way.
    """

    def __init__(
        self,
        service: S,
        on_frame: Callable[[Frame, FrameDirection], Awaitable[None]],
        work: tuple[type[Frame], ...] = (),
    ):
        """Put the service beside the pipeline.

        Args:
            service: The service.
            on_frame: Takes what the service pushes of its own.
            work: What an interruption makes void until the service has acted on it.
        """
        self.service = service
        self._on_frame = on_frame
        self._work = work
        self._void_until: int | None = None
        """Id of an interruption that the service has yet to act on."""
        self._handed: OrderedDict[int, None] = OrderedDict()
        inlet, outlet = _Exit(self._pushed), _Exit(self._pushed)
        inlet.link(service)
        service.link(outlet)
        self._starting: asyncio.Task[None] | None = None

    def start(self, setup: FrameProcessorSetup, frame: StartFrame) -> None:
        """Connect the service and start it, without waiting for either.

        What it is handed meanwhile waits in its queue.

        Args:
            setup: The pipeline's.
            frame: The pipeline's first frame.
        """
        # Observers look at what the part says, not at what a provider tried to say.
        quiet = copy.copy(setup)
        quiet.observer = None
        self._starting = asyncio.create_task(self._start(quiet, frame))

    async def hand(
        self,
        frame: Frame,
        direction: FrameDirection = FrameDirection.DOWNSTREAM,
        *,
        take_back: bool = False,
    ) -> None:
        """Give the service a frame.

        Args:
            frame: The frame.
            direction: Which way it goes.
            take_back: Whether the frame itself is wanted when the service passes it on.
        """
        if isinstance(frame, InterruptionFrame):
            self._void_until = frame.id
        if not take_back:
            self._handed[frame.id] = None
            if len(self._handed) > _FRAMES_REMEMBERED:
                self._handed.popitem(last=False)
        await self.service.queue_frame(frame, direction)

    async def break_off(self) -> None:
        """Have the service drop what it is working on."""
        await self.hand(InterruptionFrame())

    async def discard(self) -> None:
        """Let the service go while the pipeline runs on: it has not been told that it ends."""
        try:
            # Some stop their tasks on this frame alone, and not when they are cleaned up.
            await self.service.cancel(CancelFrame())
        except Exception as error:  # noqa: BLE001 - a vendor's client may raise anything
            logger.debug("{} could not be stopped: {}", self.service, error)
        await self.close()

    async def close(self) -> None:
        """Let the service go."""
        if self._starting is not None:
            self._starting.cancel()
            # What it does last begins a task, which must be there to be ended.
            await asyncio.gather(self._starting, return_exceptions=True)
        await self.service.cleanup()

    async def _start(self, setup: FrameProcessorSetup, frame: StartFrame) -> None:
        # As a pipeline does it: the service holds its frames until its set-up is done.
        self.service._setup_started()  # noqa: SLF001
        await self.hand(frame)
        try:
            await self.service.setup(setup)
        except Exception as error:  # noqa: BLE001 - a vendor's client may raise anything
            logger.warning("{} could not be set up: {}", self.service, error)
            await self.service.push_error(f"it could not be set up: {error}", exception=error)
        finally:
            self.service._setup_finished()  # noqa: SLF001

    async def _pushed(self, frame: Frame, direction: FrameDirection) -> None:
        if frame.id == self._void_until:
            self._void_until = None
        if self._handed.pop(frame.id, _UNKNOWN) is None or self._is_void(frame):
            return
        await self._on_frame(frame, direction)

    def _is_void(self, frame: Frame) -> bool:
        return (
            self._void_until is not None and frame.interruptible and isinstance(frame, self._work)
        )


class _Exit(FrameProcessor):
    """What stands before and behind a service, and takes what comes out."""

    def __init__(self, take: Callable[[Frame, FrameDirection], Awaitable[None]]) -> None:
        super().__init__(enable_direct_mode=True)
        self._take = take

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        await self._take(frame, direction)
