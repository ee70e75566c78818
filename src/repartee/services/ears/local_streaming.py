from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Protocol

from loguru import logger
from pipecat.frames.frames import (
    CancelFrame,
    EndFrame,
    Frame,
    InterimTranscriptionFrame,
    TranscriptionFrame,
    VADUserStartedSpeakingFrame,
    VADUserStoppedSpeakingFrame,
)
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import STTService
from pipecat.utils.errors import ErrorCategory
from pipecat.utils.time import time_now_iso8601

from repartee.engines.audio import SPEECH_RATE
from repartee.engines.inference_process import InferenceUnavailableError
from repartee.engines.model_worker import ModelBusyError, ModelUnavailableError

_BYTES_PER_SEC = SPEECH_RATE * 2
# VAD reports a start some 350 ms after it (200 ms of speech plus its loudness window); what came
# before must be heard too, or the first word is lost.
_LEAD_BYTES = int(0.6 * _BYTES_PER_SEC)
# Words change at best every few hundred milliseconds; smaller steps only cost calls.
_STEP_BYTES = int(0.1 * _BYTES_PER_SEC)


_PASSING = (InferenceUnavailableError, ModelUnavailableError, ModelBusyError)


class Utterance(Protocol):
    """One stretch of speech being recognised."""

    async def feed(self, audio: bytes) -> str:
        """Hear more, and give the words so far.

        Args:
            audio: PCM s16le mono at 16 kHz, any length.
        """
        ...

    async def finish(self) -> str:
        """End the utterance, and give all of its words."""
        ...

    def drop(self) -> None:
        """Let go of an utterance that nobody waits for any more; returns at once."""
        ...


class StreamingRecogniser(Protocol):
    """A recogniser that hears while one speaks."""

    def utterance(self) -> Utterance:
        """Begin to listen to one stretch of speech."""
        ...


@dataclass(frozen=True)
class _Finish:
    """Asks the listening task for the final words."""


class StreamingSTTService(STTService):
    """Ears of this process: interim words while one speaks, final words at each pause.

    Decoding happens in a task of its own, so audio never waits for the recogniser.
    """

    Settings = STTSettings

    def __init__(
        self, engine: StreamingRecogniser, *, model: str, language: str, ttfs_p99_latency: float
    ) -> None:
        """Make the ears of one session.

        Args:
            engine: The started recogniser: shared by all sessions, or this one's share of it.
            model: What metrics call it.
            language: ISO 639-1.
            ttfs_p99_latency: Seconds from the end of speech to its words at the slowest. No turn
                waits for this time, as finals are always marked final.
        """
        super().__init__(
            sample_rate=SPEECH_RATE,
            ttfs_p99_latency=ttfs_p99_latency,
            settings=STTSettings(model=model, language=language),
        )
        self._engine = engine
        self._lead = bytearray()
        self._step = bytearray()
        self._work: asyncio.Queue[bytes | _Finish] | None = None
        self._listening: set[asyncio.Task[None]] = set()

    def can_generate_metrics(self) -> bool:
        """Whether time to the final words is measured: it is."""
        return True

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        """Take in more audio; words come from the listening task.

        Args:
            audio: PCM s16le mono at 16 kHz.

        Yields:
            None: Nothing at once.
        """
        if self._work is None:
            self._lead += audio
            del self._lead[:-_LEAD_BYTES]
        else:
            self._step += audio
            if len(self._step) >= _STEP_BYTES:
                self._flush(self._work)
        yield None

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

    async def cleanup(self) -> None:
        """Release what is still held."""
        await super().cleanup()
        await self._abandon()

    async def _handle_vad_user_started_speaking(self, frame: VADUserStartedSpeakingFrame) -> None:
        await super()._handle_vad_user_started_speaking(frame)
        if self._work is None:
            self._work = asyncio.Queue()
            self._work.put_nowait(bytes(self._lead))
            self._lead.clear()
            listening = self.create_task(
                self._listen(self._work, self._engine.utterance()), name="listening"
            )
            self._listening.add(listening)
            listening.add_done_callback(self._listening.discard)

    async def _handle_vad_user_stopped_speaking(self, frame: VADUserStoppedSpeakingFrame) -> None:
        await super()._handle_vad_user_stopped_speaking(frame)
        if self._work is not None:
            self._flush(self._work)
            self._work.put_nowait(_Finish())
            self._work = None

    def _flush(self, work: asyncio.Queue[bytes | _Finish]) -> None:
        work.put_nowait(bytes(self._step))
        self._step.clear()

    async def _listen(self, work: asyncio.Queue[bytes | _Finish], utterance: Utterance) -> None:
        interim = ""
        finished = False
        try:
            while audio := await _gathered(work):
                words = await self._words_so_far(utterance, audio)
                if words and words != interim:
                    interim = words
                    await self._tell_interim(words)
            finished = True
            await self._tell_final(await utterance.finish())
        except _PASSING as error:
            await self.push_error(
                f"An utterance was not heard: {error}", category=ErrorCategory.SERVER
            )
        finally:
            if not finished:
                # The session ends in mid-sentence: the decoder must come free for the others.
                utterance.drop()

    async def _words_so_far(self, utterance: Utterance, audio: bytes) -> str:
        try:
            return await utterance.feed(audio)
        except InferenceUnavailableError as error:
            # The audio is kept; a fresh recogniser hears all of it at the next step.
            logger.warning("Heard nothing for a moment: {}", error)
            return ""

    async def _tell_interim(self, words: str) -> None:
        await self.push_frame(InterimTranscriptionFrame(words, self._user_id, time_now_iso8601()))

    async def _tell_final(self, words: str) -> None:
        if words:
            final = TranscriptionFrame(words, self._user_id, time_now_iso8601(), finalized=True)
            await self.push_frame(final)
        await self.emit_stt_usage_metrics()

    async def _abandon(self) -> None:
        self._work = None
        for listening in list(self._listening):
            await self.cancel_task(listening)


async def _gathered(work: asyncio.Queue[bytes | _Finish]) -> bytes:
    """All audio that has come, so that a slow recogniser catches up; nothing at the end."""
    audio = bytearray()
    while not audio or not work.empty():
        item = await work.get()
        if isinstance(item, _Finish):
            if audio:
                work.put_nowait(item)
            break
        audio += item
    return bytes(audio)
