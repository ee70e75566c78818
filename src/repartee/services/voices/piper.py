from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import aiohttp
from pipecat.frames.frames import ErrorFrame, Frame, TTSAudioRawFrame
from pipecat.services.settings import TTSSettings
from pipecat.utils.tracing.service_decorators import traced_tts

from repartee.services.config import VoiceConfig
from repartee.services.faults import GarbledError
from repartee.services.openai_client import CONNECT_SECS, READ_SECS
from repartee.services.probe import Answer, Probe, degraded, healthy
from repartee.services.provider import Check, VoiceChoice
from repartee.services.vendor import PIPER
from repartee.services.voices.candid_voice import RequestedVoice
from repartee.services.voices.wav_stream import WavStream

_SAMPLE_RATE = 22_050  # of Piper's voices of medium and high quality
_PATHS = ("/synthesize", "/")  # since 1.3, and before
_NOT_THERE = frozenset({404, 405})


class PiperTTS(RequestedVoice):
    """Piper behind its own HTTP server, for one conversation."""

    vendor = PIPER

    def __init__(
        self,
        session: aiohttp.ClientSession,
        address: str,
        *,
        settings: TTSSettings,
        sample_rate: int,
        speed: float,
    ) -> None:
        """Make the service.

        Args:
            session: The connections that all conversations share.
            address: Of the server.
            settings: The voice.
            sample_rate: Of what is pushed, in Hz; other voices are resampled.
            speed: A factor of the voice's own rate.
        """
        super().__init__(sample_rate=sample_rate, settings=settings)
        self._session = session
        self._address = address
        self._speed = speed

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
            Frame: Its sound as it comes, or the error.
        """
        wav, sounded = WavStream(), False
        try:
            async with self._ask(text) as response:
                response.raise_for_status()
                await self.start_tts_usage_metrics(text)
                async for piece in response.content.iter_chunked(self.chunk_size):
                    samples = await self._resampled(wav.feed(piece), wav.sample_rate)
                    if samples:
                        sounded = True
                        await self.stop_ttfb_metrics()
                        yield TTSAudioRawFrame(samples, self.sample_rate, 1, context_id=context_id)
            wav.end()
            if not sounded:
                raise GarbledError("it sent no sound")
        except (aiohttp.ClientError, GarbledError, OSError, TimeoutError) as error:
            yield ErrorFrame(error=str(error), exception=error)

    @asynccontextmanager
    async def _ask(self, text: str) -> AsyncIterator[aiohttp.ClientResponse]:
        body: dict[str, Any] = {"text": text}
        if self._settings.voice:
            body["voice"] = self._settings.voice
        if self._speed != 1.0:
            body["length_scale"] = 1 / self._speed
        newer, older = (self._address + path for path in _PATHS)
        async with self._session.post(newer, json=body) as response:
            if response.status not in _NOT_THERE:
                yield response
                return
        async with self._session.post(older, json=body) as response:
            yield response

    async def _resampled(self, samples: bytes, rate: int | None) -> bytes:
        if not samples or rate in {None, self.sample_rate}:
            return samples
        resampled: bytes = await self._resampler.resample(samples, rate, self.sample_rate)
        return resampled


class PiperVoice:
    """Makes services of Piper's own HTTP server."""

    id = "piper"

    def __init__(self, config: VoiceConfig) -> None:
        """Describe the voice; nothing is opened.

        Args:
            config: Voice, speed and address.
        """
        self._voice = config.voice
        self._config = config
        address = (config.base_url or PIPER.address).rstrip("/")
        self._address = address.removesuffix(_PATHS[0])
        self._session: aiohttp.ClientSession | None = None
        self._rates: dict[str, int] = {}

    @property
    def label(self) -> str:
        """What people call it."""
        return f"Piper {self._voice}".strip()

    @property
    def sample_rate(self) -> int:
        """The rate of its audio in Hz: the voice's own, once the server has told."""
        if self._voice:
            return self._rates.get(self._voice, _SAMPLE_RATE)
        return next(iter(self._rates.values()), _SAMPLE_RATE)

    @property
    def voices(self) -> tuple[VoiceChoice, ...]:
        """The voices that the server has, the default one first."""
        ids = [self._voice, *self._rates] if self._voice else [*self._rates]
        return tuple(
            VoiceChoice(each, each, each.split("-")[0].replace("_", "-"))
            for each in dict.fromkeys(ids)
        )

    async def start(self) -> None:
        """Open the pool of connections, and ask which voices there are."""
        self._open()
        answer = await self._probe().ask()
        if isinstance(answer, Answer) and answer.status == 200:
            self._rates = _rates_in(answer.body)

    async def close(self) -> None:
        """Close the pool."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    def voice(self, voice: str = "", language: str = "") -> PiperTTS:
        """Make the service of one session.

        Args:
            voice: Id of a voice; empty for the configured one.
            language: BCP 47 or ISO 639-1; the voice decides what it can speak.
        """
        return PiperTTS(
            self._open(),
            self._address,
            settings=TTSSettings(
                model=None,
                voice=voice or self._voice or None,
                language=language or self._config.language,
            ),
            sample_rate=self.sample_rate,
            speed=self._config.speed,
        )

    def manner(self, rate: float | None, volume: float | None) -> None:
        """It speaks as it was configured to, all through a talk.

        Args:
            rate: Unused.
            volume: Unused.
        """

    async def check(self) -> Check:
        """Ask which voices there are."""
        return await self._probe().check(self._judge_voices)

    def _judge_voices(self, answer: Answer) -> Check:
        there = _rates_in(answer.body)
        if self._voice and self._voice not in there:
            fix = f"Fetch it with: python -m piper.download_voices {self._voice}"
            return degraded(f"it has no voice {self._voice}", fix, answer.millis)
        return healthy(f"{self._voice or 'it'} is there", answer.millis)

    def _probe(self) -> Probe:
        return Probe(PIPER, self._address, "/voices")

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            timeout = aiohttp.ClientTimeout(None, connect=CONNECT_SECS, sock_read=READ_SECS)
            self._session = aiohttp.ClientSession(timeout=timeout, trust_env=True)
        return self._session


def _rates_in(body: Any) -> dict[str, int]:
    """The server's voices and their rates in Hz."""
    if not isinstance(body, Mapping):
        return {}
    return {str(voice): _rate_in(config) for voice, config in body.items()}


def _rate_in(config: Any) -> int:
    audio = config.get("audio") if isinstance(config, Mapping) else None
    rate = audio.get("sample_rate") if isinstance(audio, Mapping) else None
    return rate if isinstance(rate, int) else _SAMPLE_RATE
