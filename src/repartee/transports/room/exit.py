from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Protocol

from pipecat.frames.frames import (
    Frame,
    InterruptionFrame,
    OutputAudioRawFrame,
    OutputTransportMessageFrame,
    OutputTransportMessageUrgentFrame,
    StartFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.transports.base_output import BaseOutputTransport
from pipecat.transports.base_transport import TransportParams

from repartee.transports.room.pace import Pace


class Audience(Protocol):
    """Who hears the agent."""

    @property
    def lead_secs(self) -> float:
        """How much sound they may be given ahead of time."""
        ...

    def play(self, pcm: bytes, in_secs: float) -> None:
        """Let them hear the agent, so many seconds from now."""
        ...

    def clear(self) -> None:
        """Let them forget what they have not heard yet."""
        ...

    def announce(self, message: dict[str, object]) -> None:
        """Give an RTVI message to whom it concerns."""
        ...


class Exit(BaseOutputTransport):
    """What the pipeline says, at the pace of real time."""

    def __init__(self, params: TransportParams, audience: Audience) -> None:
        """Make the last processor before the answer is noted."""
        super().__init__(params)
        self._audience = audience
        self._pace = Pace()
        self._interruptions = 0
        self._clock: Callable[[], float] = asyncio.get_running_loop().time

    @property
    def unheard_secs(self) -> float:
        """How long what was handed out goes on to be played."""
        return self._pace.ahead(self._clock())

    async def start(self, frame: StartFrame) -> None:
        """Open when the pipeline runs."""
        await super().start(frame)
        await self.set_transport_ready(frame)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Let go of what was not heard when the agent is interrupted."""
        if isinstance(frame, InterruptionFrame):
            self._interruptions += 1
            self._pace.reset()
            self._audience.clear()
        await super().process_frame(frame, direction)

    async def write_audio_frame(self, frame: OutputAudioRawFrame) -> bool:
        """Hand out one piece of sound when it is due."""
        before = self._interruptions
        secs = len(frame.audio) / (2 * frame.sample_rate)
        wait = self._pace.take(self._clock(), secs, self._audience.lead_secs)
        if wait > 0:
            await asyncio.sleep(wait)
        if before == self._interruptions or not frame.interruptible:
            self._audience.play(frame.audio, max(0.0, self._pace.ahead(self._clock()) - secs))
        return True

    async def send_message(
        self, frame: OutputTransportMessageFrame | OutputTransportMessageUrgentFrame
    ) -> None:
        """Hand out one RTVI message."""
        self._audience.announce(frame.message)
