"""Voices that say of each failure what it was, and never claim to have spoken what they did not."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Any, ClassVar

from pipecat.frames.frames import (
    AggregatedTextFrame,
    ErrorFrame,
    Frame,
    TTSTextFrame,
)
from pipecat.utils.errors import ErrorCategory

from repartee.services.candid import CandidService
from repartee.services.voices.reciting import RecitingVoice


class CandidVoice(RecitingVoice, CandidService):
    """A voice whose failures cost only what they must.

    Stock services count a sentence that failed as spoken, so that the agent believes it said it;
    take a vendor that falls silent in mid-sentence for one that is done; and give themselves up
    after three failed turns.
    """

    model_variable = "TTS_MODEL, TTS_VOICE and TTS_LANGUAGE"
    tells_end: ClassVar[bool] = False
    """Whether the vendor says when it has sent all audio of a turn."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._troubled: set[str] = set()
        """Audio contexts of which an error was reported."""
        super().__init__(*args, **kwargs)

    async def push_error_frame(
        self, error: ErrorFrame, force_treat_as_permanent: bool = False
    ) -> None:
        """Report an error, and remember whose audio it spoilt.

        Args:
            error: The error.
            force_treat_as_permanent: Ignored.
        """
        contexts = self.get_audio_contexts()
        self._troubled.update(each for each in contexts if not self.is_recited(each))
        await super().push_error_frame(error, force_treat_as_permanent)

    async def _next_audio_context_item(self, context_id: str) -> Any:
        try:
            return await self._audio_context_manager.get(
                context_id, timeout=self._stop_frame_timeout_s
            )
        except TimeoutError:
            if self._is_cut_short(context_id):
                await self.push_error_frame(
                    ErrorFrame(
                        f"no sound came for {self._stop_frame_timeout_s:g} seconds, and no end",
                        category=ErrorCategory.CONNECTIVITY,
                    )
                )
        return None

    def _is_cut_short(self, context_id: str) -> bool:
        """Whether all text of a context was sent, and its end did not come."""
        given_all = context_id != self._turn_context_id
        return self.tells_end and given_all and context_id not in self._troubled

    async def _apply_force_complete(self, context_id: str) -> None:
        if context_id not in self._troubled:
            await super()._apply_force_complete(context_id)
            return
        # What was not heard must not be told as spoken; only what waited behind it goes on.
        left = self._aggregated_frame_sequencer.force_complete(
            context_id, self._word_timestamp_tracker.last_pts
        )
        for frame in left:
            if isinstance(frame, AggregatedTextFrame) and not isinstance(frame, TTSTextFrame):
                await self.push_frame(frame)

    async def _record_context_audio_outcome(self, context_id: str, received_audio: bool) -> None:
        troubled = context_id in self._troubled
        self._troubled.discard(context_id)
        if not (received_audio or troubled) and self.is_usable:
            await self.push_error_frame(
                ErrorFrame("it sent no sound", category=ErrorCategory.SERVER)
            )


class RequestedVoice(CandidVoice):
    """A voice that answers one request a sentence, over HTTP."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self._sentence_failed = False
        super().__init__(*args, push_start_frame=True, push_stop_frames=True, **kwargs)
        # Stock code closes a turn's audio only if its last sentence had any; else all that
        # follows waits for three seconds.
        self._is_yielding_frames_synchronously = True

    @property
    def chunk_size(self) -> int:
        """Bytes of 40 ms. Stock code waits for half a second of audio before it plays the first."""
        return int(self.sample_rate * 0.04) * 2

    async def tts_process_generator(
        self, context_id: str, generator: AsyncGenerator[Frame | None, None]
    ) -> None:
        """Pass on what a sentence sounds like, and note whether it failed.

        Args:
            context_id: Of the turn.
            generator: What `run_tts` yields.
        """
        self._sentence_failed = False

        async def noting() -> AsyncGenerator[Frame | None, None]:
            async for frame in generator:
                self._sentence_failed |= isinstance(frame, ErrorFrame)
                yield frame

        await super().tts_process_generator(context_id, noting())
        self._is_yielding_frames_synchronously = True

    async def _push_spoken_text(
        self, src_frame: AggregatedTextFrame, text: str, context_id: str, append_to_context: bool
    ) -> None:
        if self.is_usable and not self._sentence_failed:
            await super()._push_spoken_text(src_frame, text, context_id, append_to_context)
            return
        for frame in self._aggregated_frame_sequencer.complete_spoken_slot():
            await self.push_frame(frame)
