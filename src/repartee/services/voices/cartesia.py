from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipecat.services.cartesia.tts import (
    CartesiaTTSService,
    CartesiaTTSSettings,
    GenerationConfig,
)

from repartee.services.addresses import as_websocket
from repartee.services.cartesia_api import cartesia_probe, reported_error
from repartee.services.faults import GarbledError
from repartee.services.probe import Probe
from repartee.services.provider import VoiceChoice
from repartee.services.returning_socket import Message
from repartee.services.vendor import CARTESIA
from repartee.services.voices.cloud_voice import CloudVoice, entries_in
from repartee.services.voices.streaming_voice import StreamingVoice

_SLOWEST, _FASTEST = 0.6, 1.5  # what Cartesia takes as a speed


class CartesiaTTS(StreamingVoice, CartesiaTTSService):
    """Cartesia's Sonic, for one conversation."""

    vendor = CARTESIA

    async def vet(self, message: Message) -> bool:
        """Take errors, of which the stock service leaves an audio context waiting."""
        context_id = message.get("context_id")
        if message.get("type") == "error":
            known = context_id if isinstance(context_id, str) else None
            await self.fail_context(known, reported_error(message))
            return False
        if not isinstance(context_id, str) or not isinstance(message.get("type"), str):
            raise GarbledError("it sent what is no message of its protocol")
        return True

    async def _receive_messages(self) -> None:
        # Stock code opens a connection that the server closed again by itself, and tells nobody.
        await self._process_messages()


class CartesiaVoice(CloudVoice):
    """Makes services of Cartesia's Sonic."""

    id = "cartesia"
    vendor = CARTESIA
    default_model = "sonic-3"
    default_voice = "71a7ad14-091c-4e8e-a314-022ece01c121"
    voices_path = "/voices?limit=100"
    sample_rate = 24_000

    def voice(self, voice: str = "", language: str = "") -> CartesiaTTS:
        """Make the service of one session.

        Args:
            voice: Id of a voice; empty for the configured one.
            language: BCP 47 or ISO 639-1; empty for the configured one.
        """
        settings = CartesiaTTSSettings(
            model=self.model,
            voice=voice or self._voice,
            language=language or self._config.language,
        )
        if self._config.speed != 1.0:
            speed = min(max(self._config.speed, _SLOWEST), _FASTEST)
            settings.generation_config = GenerationConfig(speed=speed)
        return CartesiaTTS(
            api_key=self._key.get_secret_value(),
            url=f"{as_websocket(self._address)}/tts/websocket",
            sample_rate=self.sample_rate,
            settings=settings,
            # Cartesia puts what follows to what came before as it is: "Yes.And then".
            append_trailing_space=True,
        )

    def _probe(self) -> Probe:
        return cartesia_probe(self._address, self._key)

    def _voices_in(self, body: Any) -> list[VoiceChoice]:
        entries = body.get("data") if isinstance(body, Mapping) else body
        return [
            VoiceChoice(
                str(each["id"]),
                str(each.get("name") or each["id"]),
                str(each.get("language") or ""),
            )
            for each in entries_in(entries, "id")
        ]
