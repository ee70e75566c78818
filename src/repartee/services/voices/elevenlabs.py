from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipecat.frames.frames import ErrorFrame
from pipecat.services.elevenlabs.tts import ElevenLabsTTSService, ElevenLabsTTSSettings

from repartee.services.addresses import as_websocket
from repartee.services.closes import POLICY_VIOLATION, close_category
from repartee.services.faults import GarbledError, RejectedError
from repartee.services.probe import Probe
from repartee.services.provider import VoiceChoice
from repartee.services.returning_socket import Message
from repartee.services.vendor import ELEVENLABS
from repartee.services.voices.cloud_voice import CloudVoice, entries_in
from repartee.services.voices.streaming_voice import StreamingVoice

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

    async def _close_context(self, context_id: str) -> None:
        # Stock code closes every text at its end, also one that the vendor was never given.
        if not self.is_recited(context_id):
            await super()._close_context(context_id)

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


class ElevenLabsVoice(CloudVoice):
    """Makes services of ElevenLabs' voices."""

    id = "elevenlabs"
    vendor = ELEVENLABS
    default_model = "eleven_flash_v2_5"
    default_voice = "21m00Tcm4TlvDq8ikWAM"
    voices_path = "/v1/voices"
    sample_rate = 16_000

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
            api_key=self._key.get_secret_value(),
            url=as_websocket(self._address),
            sample_rate=self.sample_rate,
            auto_mode=True,
            settings=settings,
            # A text shall end with a space, says the vendor; word times come by the letter.
            append_trailing_space=True,
        )

    def _probe(self) -> Probe:
        headers = {"xi-api-key": self._key.get_secret_value()}
        return Probe(ELEVENLABS, self._address, "/v1/user", headers, self._key)

    def _voices_in(self, body: Any) -> list[VoiceChoice]:
        entries = body.get("voices") if isinstance(body, Mapping) else None
        return [
            VoiceChoice(str(each["voice_id"]), str(each.get("name") or each["voice_id"]))
            for each in entries_in(entries, "voice_id")
        ]
