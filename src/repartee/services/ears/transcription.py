"""What all ears behind `/audio/transcriptions` have in common."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from statistics import fmean
from typing import Any, ClassVar

import httpx2
from openai import AsyncOpenAI, Omit, OpenAIError, omit
from pipecat.frames.frames import ErrorFrame, Frame, TranscriptionFrame
from pipecat.services.settings import STTSettings
from pipecat.services.stt_service import SegmentedSTTService
from pipecat.services.whisper.base_stt import language_to_whisper_language
from pipecat.transcriptions.language import Language
from pipecat.utils.time import time_now_iso8601
from pipecat.utils.tracing.service_decorators import traced_stt

from repartee.services.candid import CandidService
from repartee.services.config import EarsConfig
from repartee.services.ears.confidence import Confidence, confidence_of_logprob, least
from repartee.services.faults import GarbledError
from repartee.services.openai_like import OpenAILike
from repartee.services.vendor import Vendor
from repartee.services.warm_connection import ReadyService

_DETECT = "auto"
_LATENCY_SECS = 1.0  # for turn strategies; each transcript is final, so they rarely wait that long


class TranscriptionSTTService(ReadyService, CandidService, SegmentedSTTService):
    """Ears behind an OpenAI-like API, for one conversation: an utterance in, its words out."""

    model_variable = "STT_MODEL"

    def __init__(
        self,
        client: AsyncOpenAI,
        vendor: Vendor,
        *,
        settings: STTSettings,
        no_speech_prob: float | None = None,
        tells_logprobs: bool = False,
    ) -> None:
        """Make the service.

        Args:
            client: The connections that all conversations share.
            vendor: Who serves.
            settings: Model and language; None as the language lets the model tell.
            no_speech_prob: Segments that are silence with at least this probability are dropped;
                None where the model does not tell.
            tells_logprobs: Whether the server can be asked how sure it is of each token.
        """
        self.vendor = vendor
        super().__init__(settings=settings, ttfs_p99_latency=_LATENCY_SECS)
        self._client = client
        self._no_speech_prob = no_speech_prob
        self._tells_logprobs = tells_logprobs

    def can_generate_metrics(self) -> bool:
        """Times are measured."""
        return True

    def language_to_service_language(self, language: Language) -> str | None:
        """The language as Whisper names it.

        Args:
            language: Any.
        """
        return language_to_whisper_language(language)

    async def run_stt(self, audio: bytes) -> AsyncGenerator[Frame, None]:
        """Have an utterance transcribed.

        Args:
            audio: A WAV file.

        Yields:
            Frame: Its words, if there are any, or the error.
        """
        await self.start_processing_metrics()
        try:
            heard = await self._transcribe(audio)
        except (OpenAIError, httpx2.HTTPError, GarbledError, OSError, ValueError) as error:
            yield ErrorFrame(error=str(error), exception=error)
            return
        finally:
            await self.stop_processing_metrics()
        if heard.text:
            language = self._settings.language
            await self._handle_transcription(heard.text, True, language)
            yield TranscriptionFrame(
                heard.text, self._user_id, time_now_iso8601(), _enum(language), heard.confidence
            )

    @traced_stt
    async def _handle_transcription(
        self, transcript: str, is_final: bool, language: Any = None
    ) -> None:
        """Only the tracing around it counts."""

    async def _transcribe(self, audio: bytes) -> _Heard:
        wants_segments = self._no_speech_prob is not None
        self.asks()
        answer: object = await self._client.audio.transcriptions.create(
            file=("audio.wav", audio, "audio/wav"),
            model=str(self._settings.model),
            language=self._language(),
            response_format="verbose_json" if wants_segments else "json",
            include=["logprobs"] if self._tells_logprobs else omit,
        )
        text = getattr(answer, "text", None)
        if not isinstance(text, str):
            raise GarbledError("what came is no transcript")
        segments = getattr(answer, "segments", None)
        if isinstance(segments, list) and wants_segments:
            return _in_segments([each for each in segments if self._is_speech(each)])
        return _Heard(text.strip(), _of_tokens(getattr(answer, "logprobs", None)))

    def _language(self) -> str | Omit:
        language = self._settings.language
        return str(language) if language else omit

    def _is_speech(self, segment: object) -> bool:
        probability = getattr(segment, "no_speech_prob", None)
        limit = self._no_speech_prob
        return not isinstance(probability, float) or limit is None or probability < limit


class TranscriptionEars(OpenAILike):
    """Makes speech-to-text services of an OpenAI-like API."""

    id: ClassVar[str]
    model_variable = "STT_MODEL"

    def __init__(self, config: EarsConfig) -> None:
        """Describe the ears; nothing is opened.

        Args:
            config: Model, language, address and key.
        """
        super().__init__(config.model, config.base_url, config.api_key)
        self._config = config

    def tells_silence(self) -> bool:
        """Whether the model tells how likely a segment is silence, as Whisper does."""
        return "whisper" in self.model.lower()

    def tells_logprobs(self) -> bool:
        """Whether the server can be asked how sure it is of each token; most refuse to be asked."""
        return False

    def ears(self, language: str = "") -> TranscriptionSTTService:
        """Make the service of one session.

        Args:
            language: BCP 47 or ISO 639-1; empty for the configured one.
        """
        chosen = language or self._config.language
        service = TranscriptionSTTService(
            self._open(),
            self.vendor,
            settings=STTSettings(model=self.model, language=None if chosen == _DETECT else chosen),
            no_speech_prob=self._config.no_speech_prob if self.tells_silence() else None,
            tells_logprobs=self.tells_logprobs(),
        )
        service.connection = self._kept_open()
        return service


@dataclass(frozen=True, slots=True)
class _Heard:
    text: str
    confidence: Confidence | None


def _in_segments(segments: Sequence[object]) -> _Heard:
    told = (confidence_of_logprob(getattr(each, "avg_logprob", None)) for each in segments)
    return _Heard("".join(_text_of(each) for each in segments).strip(), least(told))


def _of_tokens(logprobs: object) -> Confidence | None:
    """As Whisper tells it of a segment: by the mean of its tokens."""
    tokens = logprobs if isinstance(logprobs, list) else []
    told = [getattr(each, "logprob", None) for each in tokens]
    numbers = [each for each in told if isinstance(each, int | float)]
    return least([confidence_of_logprob(fmean(numbers))]) if numbers else None


def _text_of(segment: object) -> str:
    text = getattr(segment, "text", "")
    return text if isinstance(text, str) else ""


def _enum(language: Any) -> Language | None:
    try:
        return Language(language) if language else None
    except ValueError:
        return None
