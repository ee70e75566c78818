from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipecat.frames.frames import ErrorFrame
from pipecat.services.elevenlabs.tts import ElevenLabsTTSService, ElevenLabsTTSSettings

from repartee.services.addresses import as_http, as_websocket
from repartee.services.closes import POLICY_VIOLATION, close_category
from repartee.services.config import VoiceConfig
from repartee.services.faults import GarbledError, RejectedError
from repartee.services.probe import Answer, Probe, healthy
from repartee.services.provider import Check, ProviderError, VoiceChoice
from repartee.services.returning_socket import Message
from repartee.services.vendor import ELEVENLABS
from repartee.services.voices.streaming_voice import StreamingVoice

_DEFAULT_MODEL = "eleven_flash_v2_5"
_DEFAULT_VOICE = "21m00Tcm4TlvDq8ikWAM"
_SAMPLE_RATE = 16_000
_SLOWEST, _FASTEST = 0.7, 1.2  # what ElevenLabs takes as a speed
_KNOWN = frozenset(
    {"audio", "isFinal", "alignment", "normalizedAlignment", "contextId", "context_id"}
)


class ElevenLabsTTS(StreamingVoice, ElevenLabsTTSService):
    """ElevenLabs' voices, for one conversation."""

    vendor = ELEVENLABS

    async def vet(self, message: Message) -> bool:
        """Take errors, which the stock service ignores; let it have the rest."""
        if message.get("error") or message.get("type") == "error":
            await self._take_error(message)
            return False
        if not message.keys() & _KNOWN:
            raise GarbledError("it sent what is no message of its protocol")
        return True

    async def abandon_work(self) -> None:
        """End every text, and forget which texts the old connection knew."""
        self._clear_connection_state()
        await super().abandon_work()

    async def _take_error(self, message: Message) -> None:
        said = " ".join(str(message[key]) for key in ("error", "message") if message.get(key))
        code = message.get("code")
        category = close_category(
            code if isinstance(code, int) else POLICY_VIOLATION, said, served=self._served
        )
        context_id = message.get("contextId") or message.get("context_id")
        error = RejectedError(said, category)
        await self.fail_context(
            context_id if isinstance(context_id, str) else None,
            ErrorFrame(said, exception=error, category=category),
        )


class ElevenLabsVoice:
    """Makes services of ElevenLabs' voices."""

    id = "elevenlabs"

    def __init__(self, config: VoiceConfig) -> None:
        """Describe the voice; nothing is opened.

        Args:
            config: Model, voice, speed, address and key.
        """
        self.model = config.model or _DEFAULT_MODEL
        self._voice = config.voice or _DEFAULT_VOICE
        self._config = config
        self._address = as_http(config.base_url or ELEVENLABS.address)
        self._voices: tuple[VoiceChoice, ...] = ()

    @property
    def label(self) -> str:
        """What people call it."""
        return f"ElevenLabs {self.model}"

    @property
    def sample_rate(self) -> int:
        """The rate of its audio in Hz."""
        return _SAMPLE_RATE

    @property
    def voices(self) -> tuple[VoiceChoice, ...]:
        """The account's voices, the default one first; only that one before `start`."""
        return self._voices or (VoiceChoice(self._voice, self._voice),)

    async def start(self) -> None:
        """Ask which voices there are; each session has a connection of its own.

        Raises:
            ProviderError: If there is no key.
        """
        probe = self._probe()
        if (wrong := probe.missing()) is not None:
            raise ProviderError(f"{self.label}: {wrong.finding}. {wrong.fix}")
        answer = await probe.ask("/v1/voices")
        if isinstance(answer, Answer) and answer.status == 200:
            self._voices = _voices_in(answer.body, self._voice)

    async def close(self) -> None:
        """Nothing is shared."""

    def voice(self, voice: str = "", language: str = "") -> ElevenLabsTTS:
        """Make the service of one session.

        Args:
            voice: Id of a voice; empty for the configured one.
            language: BCP 47 or ISO 639-1; empty for the configured one.
        """
        settings = ElevenLabsTTSSettings(
            model=self.model,
            voice=voice or self._voice,
            language=language or self._config.language,
        )
        if self._config.speed != 1.0:
            settings.speed = min(max(self._config.speed, _SLOWEST), _FASTEST)
        return ElevenLabsTTS(
            api_key=self._config.api_key.get_secret_value(),
            url=as_websocket(self._address),
            sample_rate=_SAMPLE_RATE,
            auto_mode=True,
            settings=settings,
        )

    def manner(self, rate: float | None, volume: float | None) -> None:
        """It speaks as it was configured to, all through a talk.

        Args:
            rate: Unused.
            volume: Unused.
        """

    async def check(self) -> Check:
        """Ask whose key it is, which costs nothing."""
        probe = self._probe()
        if (wrong := probe.missing()) is not None:
            return wrong
        answer = await probe.ask()
        if (wrong := probe.judge(answer)) is not None:
            return wrong
        assert isinstance(answer, Answer)  # noqa: S101 - `judge` has found the rest wrong
        return healthy("the key is good", answer.millis)

    def _probe(self) -> Probe:
        key = self._config.api_key
        headers = {"xi-api-key": key.get_secret_value()}
        return Probe(ELEVENLABS, self._address, "/v1/user", headers, key)


def _voices_in(body: Any, default: str) -> tuple[VoiceChoice, ...]:
    entries = body.get("voices") if isinstance(body, Mapping) else None
    found = {
        str(entry["voice_id"]): VoiceChoice(
            str(entry["voice_id"]), str(entry.get("name") or entry["voice_id"])
        )
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, Mapping) and "voice_id" in entry
    }
    first = found.pop(default, VoiceChoice(default, default))
    return (first, *found.values())
