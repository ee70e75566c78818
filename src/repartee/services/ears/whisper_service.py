from __future__ import annotations

from collections.abc import AsyncGenerator

import numpy as np
from loguru import logger
from pipecat.frames.frames import ErrorFrame, Frame, InputAudioRawFrame, TranscriptionFrame
from pipecat.processors.frame_processor import FrameDirection
from pipecat.services.settings import STTSettings
from pipecat.transcriptions.language import Language
from pipecat.utils.errors import ErrorCategory
from pipecat.utils.time import time_now_iso8601
from pipecat.utils.types import assert_given

from repartee.engines.audio import SPEECH_RATE
from repartee.engines.inference_process import InferenceUnavailableError
from repartee.engines.model_worker import ModelBusyError, ModelUnavailableError
from repartee.engines.whisper.backend import WhisperLoadError
from repartee.engines.whisper.engine import LONGEST_SECS, Heard, WhisperEngine
from repartee.services.ears.confidence import confidence_of_logprob, least
from repartee.services.ears.growing import GrowingSTTService

# What a library may raise in the middle of its work; it can be asked again.
_FAULTS: tuple[type[Exception], ...] = (
    ModelBusyError,
    InferenceUnavailableError,
    MemoryError,
    ModelUnavailableError,
    RuntimeError,
    ValueError,
    WhisperLoadError,
)
_BYTES_PER_SEC = SPEECH_RATE * 2
# Whisper's window, less the silence that is put behind a segment.
_LONGEST_BYTES = int((LONGEST_SECS - 1.0) * _BYTES_PER_SEC)
# Where to look for a pause when somebody goes on for longer.
_PAUSE_WITHIN_BYTES = 4 * _BYTES_PER_SEC
_PAUSE_BYTES = int(0.04 * _BYTES_PER_SEC)


class WhisperSTTService(GrowingSTTService[Heard]):
    """One session's ears over a Whisper model that all sessions share.

    Stock Pipecat loads a model for each session, in the constructor, on the event loop. It also
    decodes in a thread of the common pool: with many callers, as many decodes fight for the cores.
    """

    Settings = STTSettings
    _settings: STTSettings

    def __init__(
        self, engine: WhisperEngine, *, model: str, language: str, partials: bool = False
    ) -> None:
        """Make the ears of one session.

        Args:
            engine: The started engine.
            model: What metrics call it.
            language: ISO 639-1; empty to detect it.
            partials: Whether words are told while one speaks.
        """
        super().__init__(
            sample_rate=SPEECH_RATE,
            # Finals are always marked final, so no turn waits for this.
            ttfs_p99_latency=2.0,
            settings=STTSettings(model=model, language=language or None),
            partials=partials,
        )
        self._engine = engine

    def can_generate_metrics(self) -> bool:
        """Whether time to the words is measured: it is."""
        return True

    def language_to_service_language(self, language: Language) -> str:
        """Name a language as Whisper does: English stays English, British or not.

        Args:
            language: Pipecat's.
        """
        return language.value.split("-")[0].lower()

    @property
    def wants_wav_segments(self) -> bool:
        """Whether segments come as WAV files: no, as plain PCM."""
        return False

    async def process_audio_frame(
        self, frame: InputAudioRawFrame, direction: FrameDirection
    ) -> None:
        """Gather audio; what exceeds Whisper's window is cut at a pause and heard meanwhile.

        Args:
            frame: The audio.
            direction: Where it goes.
        """
        await super().process_audio_frame(frame, direction)
        if self._user_speaking and len(self._audio_buffer) >= _LONGEST_BYTES:
            cut = quietest_place(bytes(self._audio_buffer))
            await self.segment_ends()
            await self._segment_queue.put(bytes(self._audio_buffer[:cut]))
            del self._audio_buffer[:cut]

    @property
    def has_time(self) -> bool:
        """Whether nobody waits for the model."""
        return self._engine.is_idle

    @property
    def faults(self) -> tuple[type[Exception], ...]:
        """What a library may raise in the middle of its work."""
        return _FAULTS

    async def hear(self, pcm: bytes) -> Heard:
        """Have an utterance, or its beginning, written down.

        Args:
            pcm: PCM s16le mono at 16 kHz.
        """
        language = str(assert_given(self._settings.language) or "")
        return await self._engine.transcribe(self, pcm, language)

    def words_in(self, heard: Heard) -> str:
        """The words, without what the model made up.

        Args:
            heard: What came of it.
        """
        return heard.text

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame | None, None]:
        """Write down a segment.

        Args:
            audio: PCM s16le mono at 16 kHz.

        Yields:
            Frame: The words, if there were any; an error in words if it could not be heard.
        """
        await self.start_processing_metrics()
        try:
            heard = await self.hear_segment(audio)
        except ModelBusyError as error:
            yield ErrorFrame(f"Not heard: {error}", category=ErrorCategory.RATE_LIMIT)
            return
        except self.faults as error:
            yield ErrorFrame(f"Not heard: {error}", category=ErrorCategory.SERVER)
            return
        finally:
            await self.stop_processing_metrics()
        if heard.dropped:
            logger.debug("Dropped as not said: {}", ", ".join(heard.dropped))
        if heard.text:
            yield TranscriptionFrame(
                heard.text,
                self._user_id,
                time_now_iso8601(),
                result=least([confidence_of_logprob(heard.avg_logprob)]),
                finalized=True,
            )


def quietest_place(pcm: bytes) -> int:
    """Where to cut speech that has no end: in the deepest pause of its last four seconds.

    Args:
        pcm: PCM s16le mono at 16 kHz, longer than that.

    Returns:
        Index of a byte that begins a sample.
    """
    tail = np.frombuffer(pcm[-_PAUSE_WITHIN_BYTES:], np.int16).astype(np.float64)
    steps = tail[: len(tail) - len(tail) % (_PAUSE_BYTES // 2)].reshape(-1, _PAUSE_BYTES // 2)
    quietest = int(np.argmin(np.mean(steps**2, axis=1)))
    return len(pcm) - len(tail) * 2 + quietest * _PAUSE_BYTES + _PAUSE_BYTES // 2
