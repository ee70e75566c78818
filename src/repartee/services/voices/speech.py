"""What all voices behind `/audio/speech` have in common."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping, Sequence
from typing import Any, ClassVar

import httpx2
from openai import AsyncOpenAI, OpenAIError, omit
from pipecat.frames.frames import ErrorFrame, Frame, TTSAudioRawFrame
from pipecat.services.openai.tts import OpenAITTSSettings
from pipecat.utils.tracing.service_decorators import traced_tts

from repartee.services.config import VoiceConfig
from repartee.services.faults import GarbledError
from repartee.services.openai_like import OpenAILike
from repartee.services.provider import ProviderError, VoiceChoice
from repartee.services.vendor import Vendor
from repartee.services.voices.candid_voice import RequestedVoice
from repartee.services.warm_connection import ReadyService

SAMPLE_RATE = 24_000
"""Of all OpenAI-like voices' PCM, in Hz."""
_NO_SOUND = ("text/", "application/json", "application/problem")


class SpeechTTSService(ReadyService, RequestedVoice):
    """A voice behind an OpenAI-like API, for one conversation, whatever its name is."""

    _settings: OpenAITTSSettings

    def __init__(self, client: AsyncOpenAI, vendor: Vendor, *, settings: OpenAITTSSettings) -> None:
        """Make the service.

        Args:
            client: The connections that all conversations share.
            vendor: Who serves.
            settings: Model, voice and speed.
        """
        self.vendor = vendor
        super().__init__(sample_rate=SAMPLE_RATE, settings=settings)
        self._client = client

    def can_generate_metrics(self) -> bool:
        """Times are measured."""
        return True

    @traced_tts
    async def run_tts(self, text: str, context_id: str) -> AsyncGenerator[Frame | None, None]:
        """Have a sentence spoken.

        Args:
            text: The sentence.
            context_id: Of the turn.

        Yields:
            Frame: Its sound in chunks of 40 ms, or the error.
        """
        self.asks()
        try:
            async with self._client.audio.speech.with_streaming_response.create(
                input=text,
                model=str(self._settings.model),
                voice=str(self._settings.voice),
                response_format="pcm",
                speed=self._speed(),
            ) as response:
                _require_sound(response.headers.get("content-type", ""))
                await self.start_tts_usage_metrics(text)
                sounded = False
                async for chunk in response.iter_bytes(self.chunk_size):
                    sounded = True
                    await self.stop_ttfb_metrics()
                    yield TTSAudioRawFrame(chunk, self.sample_rate, 1, context_id=context_id)
                if not sounded:
                    raise GarbledError("it sent no sound")
        except (OpenAIError, httpx2.HTTPError, GarbledError, OSError) as error:
            yield ErrorFrame(error=str(error), exception=error)

    def _speed(self) -> Any:
        speed = self._settings.speed
        return omit if speed in {None, 1.0} else speed


class SpeechVoice(OpenAILike):
    """Makes text-to-speech services of an OpenAI-like API."""

    id: ClassVar[str]
    model_variable = "TTS_MODEL"
    default_voice: ClassVar[str] = ""

    def __init__(self, config: VoiceConfig) -> None:
        """Describe the voice; nothing is opened.

        Args:
            config: Model, voice, speed, address and key.
        """
        super().__init__(config.model, config.base_url, config.api_key)
        self._voice = config.voice or self.default_voice
        self._config = config

    @property
    def label(self) -> str:
        """What people call it."""
        return f"{self.vendor.name} {self._voice}".strip()

    @property
    def sample_rate(self) -> int:
        """The rate of its audio in Hz."""
        return SAMPLE_RATE

    @property
    def voices(self) -> tuple[VoiceChoice, ...]:
        """The voices a caller may choose, the default one first."""
        return (VoiceChoice(self._voice, self._voice),)

    async def start(self) -> None:
        """Open the pool of connections.

        Raises:
            ProviderError: If key, address, model or voice is missing.
        """
        if not self._voice:
            raise ProviderError(f"{self.vendor.name}: no voice is chosen. Set TTS_VOICE.")
        await super().start()

    def voice(self, voice: str = "", language: str = "") -> SpeechTTSService:
        """Make the service of one session.

        Args:
            voice: Id of a voice; empty for the configured one.
            language: BCP 47 or ISO 639-1; the voice decides what it can speak.
        """
        # A voice that somebody chose is spoken with, whatever the language.
        wanted = language or ("" if self._config.voice else self._config.language)
        service = SpeechTTSService(
            self._open(),
            self.vendor,
            settings=OpenAITTSSettings(
                model=self.model,
                voice=voice or self._voice_for(wanted),
                language=language or self._config.language,
                instructions=None,
                speed=self._config.speed,
            ),
        )
        service.connection = self._kept_open()
        return service

    def manner(self, rate: float | None, volume: float | None) -> OpenAITTSSettings | None:
        """The settings by which its services speak faster or slower; loudness is not theirs.

        Args:
            rate: Speaking rate as a factor of the voice's own; None to leave it.
            volume: Loudness as a factor; None to leave it.
        """
        if rate is None or volume not in {None, 1.0}:
            return None
        return OpenAITTSSettings(speed=rate * self._config.speed)

    def _voice_for(self, language: str) -> str:  # noqa: ARG002 - for voices that know languages
        return self._voice


def voice_ids_in(body: Any) -> list[str]:
    """The voices in an answer to `GET /v1/audio/voices`, whichever server gave it.

    Args:
        body: The parsed answer: a list, or an object with one, of ids or of objects with ids.
    """
    entries = body.get("voices") if isinstance(body, Mapping) else body
    if not isinstance(entries, Sequence) or isinstance(entries, str):
        return []
    ids = [_id_of(each) for each in entries]
    return [each for each in ids if each]


def _id_of(entry: Any) -> str:
    if isinstance(entry, Mapping):
        entry = entry.get("id") or entry.get("voice_id") or entry.get("name")
    return entry if isinstance(entry, str) else ""


def _require_sound(content_type: str) -> None:
    if content_type.startswith(_NO_SOUND):
        raise GarbledError("it sent text instead of sound")
