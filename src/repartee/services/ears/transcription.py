"""What all ears behind `/audio/transcriptions` have in common."""

from __future__ import annotations

from collections.abc import AsyncGenerator
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
from pydantic import SecretStr

from repartee.services.candid import CandidService
from repartee.services.config import EarsConfig
from repartee.services.faults import GarbledError
from repartee.services.openai_client import open_client
from repartee.services.probe import Answer, Probe, degraded, healthy, ids_in
from repartee.services.provider import Check, ProviderError
from repartee.services.vendor import Vendor

_DETECT = "auto"
_LATENCY_SECS = 1.0  # for turn strategies; each transcript is final, so they rarely wait that long


class TranscriptionSTTService(CandidService, SegmentedSTTService):
    """Ears behind an OpenAI-like API, for one conversation: an utterance in, its words out."""

    model_variable = "STT_MODEL"

    def __init__(
        self,
        client: AsyncOpenAI,
        vendor: Vendor,
        *,
        settings: STTSettings,
        no_speech_prob: float | None = None,
    ) -> None:
        """Make the service.

        Args:
            client: The connections that all conversations share.
            vendor: Who serves.
            settings: Model and language; None as the language lets the model tell.
            no_speech_prob: Segments that are silence with at least this probability are dropped;
                None where the model does not tell.
        """
        self.vendor = vendor
        super().__init__(settings=settings, ttfs_p99_latency=_LATENCY_SECS)
        self._client = client
        self._no_speech_prob = no_speech_prob

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
            text = await self._transcribe(audio)
        except (OpenAIError, httpx2.HTTPError, GarbledError, OSError, ValueError) as error:
            yield ErrorFrame(error=str(error), exception=error)
            return
        finally:
            await self.stop_processing_metrics()
        if text:
            language = self._settings.language
            await self._handle_transcription(text, True, language)
            yield TranscriptionFrame(text, self._user_id, time_now_iso8601(), _enum(language))

    @traced_stt
    async def _handle_transcription(
        self, transcript: str, is_final: bool, language: Any = None
    ) -> None:
        """Only the tracing around it counts."""

    async def _transcribe(self, audio: bytes) -> str:
        wants_segments = self._no_speech_prob is not None
        answer: object = await self._client.audio.transcriptions.create(
            file=("audio.wav", audio, "audio/wav"),
            model=str(self._settings.model),
            language=self._language(),
            response_format="verbose_json" if wants_segments else "json",
        )
        text = getattr(answer, "text", None)
        if not isinstance(text, str):
            raise GarbledError("what came is no transcript")
        segments = getattr(answer, "segments", None)
        if isinstance(segments, list) and self._no_speech_prob is not None:
            text = "".join(_text_of(each) for each in segments if self._is_speech(each))
        return text.strip()

    def _language(self) -> str | Omit:
        language = self._settings.language
        return str(language) if language else omit

    def _is_speech(self, segment: object) -> bool:
        probability = getattr(segment, "no_speech_prob", None)
        limit = self._no_speech_prob
        return not isinstance(probability, float) or limit is None or probability < limit


class TranscriptionEars:
    """Makes speech-to-text services of an OpenAI-like API."""

    id: ClassVar[str]
    vendor: ClassVar[Vendor]
    default_model: ClassVar[str] = ""

    def __init__(self, config: EarsConfig) -> None:
        """Describe the ears; nothing is opened.

        Args:
            config: Model, language, address and key.
        """
        self.model = config.model or self.default_model
        self._address = self.api_address(config.base_url or self.vendor.address)
        self._key: SecretStr = config.api_key
        self._config = config
        self._client: AsyncOpenAI | None = None

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.vendor.name} {self.model}".strip()

    @staticmethod
    def api_address(address: str) -> str:
        """Where the API itself is.

        Args:
            address: As configured.
        """
        return address.rstrip("/")

    def tells_silence(self) -> bool:
        """Whether the model tells how likely a segment is silence, as Whisper does."""
        return "whisper" in self.model.lower()

    async def start(self) -> None:
        """Open the pool of connections.

        Raises:
            ProviderError: If key, address or model is missing.
        """
        wrong = self._probe().missing()
        if wrong is not None:
            raise ProviderError(f"{self.label}: {wrong.finding}. {wrong.fix}")
        if not self.model:
            raise ProviderError(f"{self.vendor.name}: no model is chosen. Set STT_MODEL.")
        self._open()

    async def close(self) -> None:
        """Close the pool."""
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    def ears(self, language: str = "") -> TranscriptionSTTService:
        """Make the service of one session.

        Args:
            language: BCP 47 or ISO 639-1; empty for the configured one.
        """
        chosen = language or self._config.language
        return TranscriptionSTTService(
            self._open(),
            self.vendor,
            settings=STTSettings(model=self.model, language=None if chosen == _DETECT else chosen),
            no_speech_prob=self._config.no_speech_prob if self.tells_silence() else None,
        )

    async def check(self) -> Check:
        """Ask for the list of models."""
        probe = self._probe()
        if (wrong := probe.missing()) is not None:
            return wrong
        answer = await probe.ask()
        if (wrong := probe.judge(answer)) is not None:
            return wrong
        assert isinstance(answer, Answer)  # noqa: S101 - `judge` has found the rest wrong
        return self._judge_models(answer)

    def _judge_models(self, answer: Answer) -> Check:
        there = ids_in(answer.body)
        if there and self.model not in there:
            fix = "Set STT_MODEL to one that it has."
            return degraded(f"it has no model {self.model}", fix, answer.millis)
        return healthy(f"{self.model} is there", answer.millis)

    def _probe(self) -> Probe:
        key = self._key.get_secret_value()
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        return Probe(self.vendor, self._address, "/models", headers, self._key)

    def _open(self) -> AsyncOpenAI:
        if self._client is None:
            self._client = open_client(self._address, self._key.get_secret_value())
        return self._client


def _text_of(segment: object) -> str:
    text = getattr(segment, "text", "")
    return text if isinstance(text, str) else ""


def _enum(language: Any) -> Language | None:
    try:
        return Language(language) if language else None
    except ValueError:
        return None
