from __future__ import annotations

import asyncio
import time
from abc import abstractmethod
from collections import deque
from typing import Generic, TypeVar

from loguru import logger
from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    InputAudioRawFrame,
    InterimTranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import SegmentedSTTService
from pipecat.utils.time import time_now_iso8601

from repartee.audio.loudness import dbfs_of
from repartee.services.ears.partials import Partials

H = TypeVar("H")


class GrowingSTTService(SegmentedSTTService, Generic[H]):
    """Ears that hear whole utterances, and listen into them while they are spoken.

    What was decoded last is the final transcript, if nothing was said since: then the end of an
    utterance costs nothing more.
    """

    def __init__(
        self,
        *,
        sample_rate: int,
        ttfs_p99_latency: float,
        settings: STTSettings,
        partials: bool,
    ) -> None:
        """Make the ears of one session.

        Args:
            sample_rate: Of what they hear, in Hz.
            ttfs_p99_latency: Seconds from the end of speech to its words at the slowest.
            settings: Model and language.
            partials: Whether they listen while one speaks.
        """
        super().__init__(
            sample_rate=sample_rate, ttfs_p99_latency=ttfs_p99_latency, settings=settings
        )
        self._partials = Partials() if partials else None
        self._decoding: asyncio.Task[H | None] | None = None
        self._known: deque[asyncio.Task[H | None] | None] = deque()
        """What was decoded of each segment that is queued; None for nothing."""

    @abstractmethod
    async def hear(self, pcm: bytes) -> H:
        """Decode an utterance or its beginning.

        Args:
            pcm: With silence behind it.
        """

    @abstractmethod
    def words_in(self, heard: H) -> str:
        """The words of what was heard."""

    @property
    @abstractmethod
    def has_time(self) -> bool:
        """Whether nobody waits for the model."""

    @property
    @abstractmethod
    def faults(self) -> tuple[type[Exception], ...]:
        """What `hear` may raise without ending anything."""

    async def hear_segment(self, pcm: bytes) -> H:
        """Hear a queued segment, or find that it was heard already.

        Args:
            pcm: The segment.
        """
        known = self._known.popleft() if self._known else None
        heard = await known if known is not None else None
        return heard if heard is not None else await self.hear(pcm)

    async def process_audio_frame(
        self, frame: InputAudioRawFrame, direction: FrameDirection
    ) -> None:
        """Gather audio, and listen into it now and then.

        Args:
            frame: The audio.
            direction: Where it goes.
        """
        await super().process_audio_frame(frame, direction)
        if self._partials is None or not self._user_speaking:
            return
        secs = len(frame.audio) / (2 * self.sample_rate)
        due = self._partials.is_due(secs, dbfs_of(frame.audio))
        if due and self.has_time and (self._decoding is None or self._decoding.done()):
            self._partials.decoding()
            pcm = bytes(self._audio_buffer) + self._trailing_silence()
            self._decoding = self.create_task(self._listen_into(self._partials, pcm), "listening")

    async def stop(self, frame: EndFrame) -> None:
        """End with the session.

        Args:
            frame: The end frame.
        """
        await super().stop(frame)
        await self._abandon()

    async def cancel(self, frame: CancelFrame) -> None:
        """End at once with the session.

        Args:
            frame: The cancel frame.
        """
        await super().cancel(frame)
        await self._abandon()

    async def _handle_user_started_speaking(self, frame: VADUserStartedSpeakingFrame) -> None:
        await super()._handle_user_started_speaking(frame)
        if self._partials is not None:
            self._partials.begin()

    async def _handle_user_stopped_speaking(self, frame: VADUserStoppedSpeakingFrame) -> None:
        if self.is_usable:
            await self.segment_ends()
        await super()._handle_user_stopped_speaking(frame)

    async def segment_ends(self) -> None:
        """A segment is going to be queued: keep what is known of it."""
        partials, decoding = self._partials, self._decoding
        self._decoding = None
        if partials is None or decoding is None or partials.has_all:
            self._known.append(decoding)
        else:
            self._known.append(None)
            await self.cancel_task(decoding)
        if partials is not None:
            partials.begin()

    async def _listen_into(self, partials: Partials, pcm: bytes) -> H | None:
        began = time.monotonic()
        try:
            heard = await self.hear(pcm)
        except self.faults as error:
            logger.debug("Heard nothing of an utterance that goes on: {}", error)
            return None
        if self._decoding is asyncio.current_task():
            told = partials.decoded(self.words_in(heard), time.monotonic() - began)
            if told:
                await self.push_frame(
                    InterimTranscriptionFrame(told, self._user_id, time_now_iso8601())
                )
        return heard

    async def _abandon(self) -> None:
        decoding, self._decoding = self._decoding, None
        if decoding is not None:
            await self.cancel_task(decoding)
