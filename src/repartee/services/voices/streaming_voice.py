"""Voices that speak over a WebSocket, several texts at a time."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from typing import Any

from pipecat.frames.frames import (
    ErrorFrame,
    Frame,
    TTSStoppedFrame,
    TTSTextFrame,
    VADUserStartedSpeakingFrame,
)
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.tts_service import WebsocketTTSService
from pipecat.utils.errors import ErrorCategory
from pipecat.utils.time import nanoseconds_to_seconds

from repartee.audio.order import PLACE_IN_SOUND
from repartee.services.returning_socket import ReturningSocket
from repartee.services.voices.candid_voice import CandidVoice


class StreamingVoice(ReturningSocket, CandidVoice, WebsocketTTSService):
    """A vendor's voice on a WebSocket, which ends every text of a connection that broke."""

    tells_end = True

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sound_begins = 0
        """When the sound began whose words are told, by the pipeline's clock in nanoseconds."""
        self._opening: asyncio.Task[None] | None = None

    async def start_word_timestamps(self) -> None:
        """Time the words of a text from the beginning of its sound."""
        times = self._word_timestamp_tracker
        if not times.started:
            self._sound_begins = max(times.last_pts, self.get_clock().get_time())
        await super().start_word_timestamps()

    async def push_frame(
        self, frame: Frame, direction: FrameDirection = FrameDirection.DOWNSTREAM
    ) -> None:
        """Push a frame; a word with its place in the sound.

        Args:
            frame: The frame.
            direction: Where to.
        """
        if isinstance(frame, TTSTextFrame) and frame.pts:
            secs = nanoseconds_to_seconds(frame.pts - self._sound_begins)
            frame.metadata[PLACE_IN_SOUND] = max(0.0, secs)
        await super().push_frame(frame, direction)

    async def process_frame(self, frame: Frame, direction: FrameDirection) -> None:
        """Have a connection again by the time the caller has finished speaking."""
        if isinstance(frame, VADUserStartedSpeakingFrame) and self.is_usable and not self.is_open:
            under_way = self._connecting.locked() or (self._opening and not self._opening.done())
            if not under_way:
                self._opening = self.create_task(self._connect(), f"{self}::connect")
        await super().process_frame(frame, direction)

    async def cleanup(self) -> None:
        """Connect no more."""
        opening, self._opening = self._opening, None
        if opening is not None and not opening.done():
            await self.cancel_task(opening)
        await super().cleanup()

    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        """Have a text spoken, over a new connection if there is none.

        Args:
            text: The text.
            context_id: Of the turn.

        Yields:
            Frame: What the vendor's service yields; the sound comes by the connection.
        """
        if not self.is_open:
            await self._connect()
        if not self.is_open:
            return  # the attempt has been reported; an audio context would only wait for nothing
        async for frame in super().run_tts(text, context_id):
            if isinstance(frame, ErrorFrame) and frame.category is None:
                frame.category = ErrorCategory.CONNECTIVITY
            yield frame

    def has_work(self) -> bool:
        """Whether a text is being spoken that the vendor knows of."""
        return bool(self._known_contexts)

    async def abandon_work(self) -> None:
        """End every text: a vendor knows its texts by the connection."""
        await self._close_connection_contexts()

    async def fail_context(self, context_id: str | None, error: ErrorFrame) -> None:
        """Report an error and end the text it is about.

        Args:
            context_id: Which text; None for all of them.
            error: The error.
        """
        known = self._known_contexts
        await self.push_error_frame(error)
        for each in known:
            if context_id is None or each == context_id:
                await self._end_context(each)

    @property
    def _known_contexts(self) -> list[str]:
        return [each for each in self.get_audio_contexts() if not self.is_recited(each)]

    async def _synthesize_text(self, text: str, context_id: str) -> None:
        await super()._synthesize_text(text, context_id)
        can_speak = self.is_open and self.is_usable
        if not (can_speak or self.is_recited(context_id)):
            # Nothing will come: what follows need not wait for it.
            await self._end_context(context_id)

    async def _close_connection_contexts(self) -> None:
        self.forget_drafts()
        for each in self._known_contexts:
            await self.append_to_audio_context(each, TTSStoppedFrame(context_id=each))
        await super()._close_connection_contexts()

    async def _end_context(self, context_id: str) -> None:
        self._troubled.add(context_id)
        if self.audio_context_available(context_id):
            await self.append_to_audio_context(context_id, TTSStoppedFrame(context_id=context_id))
            await self.remove_audio_context(context_id)
        else:
            await self._apply_force_complete(context_id)
            self._troubled.discard(context_id)
        if context_id == self._turn_context_id:
            # The rest of the turn begins a text of its own.
            self._turn_context_id = None
            self._turn_context_id = self.create_context_id()
