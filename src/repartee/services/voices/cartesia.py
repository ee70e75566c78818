from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pipecat.services.cartesia.tts import (
    CartesiaTTSService,
    CartesiaTTSSettings,
    GenerationConfig,
)

from repartee.services.addresses import as_http, as_websocket
from repartee.services.cartesia_api import cartesia_probe, reported_error
from repartee.services.config import VoiceConfig
from repartee.services.faults import GarbledError
from repartee.services.probe import Answer, Probe, healthy
from repartee.services.provider import Check, ProviderError, VoiceChoice
from repartee.services.returning_socket import Message
from repartee.services.vendor import CARTESIA
from repartee.services.voices.streaming_voice import StreamingVoice

_DEFAULT_MODEL = "sonic-3"
_DEFAULT_VOICE = "71a7ad14-091c-4e8e-a314-022ece01c121"
_SAMPLE_RATE = 24_000
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


class CartesiaVoice:
    """Makes services of Cartesia's Sonic."""

    id = "cartesia"

    def __init__(self, config: VoiceConfig) -> None:
        """Describe the voice; nothing is opened.

        Args:
            config: Model, voice, speed, address and key.
        """
        self.model = config.model or _DEFAULT_MODEL
        self._voice = config.voice or _DEFAULT_VOICE
        self._config = config
        self._address = as_http(config.base_url or CARTESIA.address)
        self._voices: tuple[VoiceChoice, ...] = ()

    @property
    def label(self) -> str:
        """What people call it."""
        return f"Cartesia {self.model}"

    @property
    def sample_rate(self) -> int:
        """The rate of its audio in Hz."""
        return _SAMPLE_RATE

    @property
    def voices(self) -> tuple[VoiceChoice, ...]:
        """A hundred of its voices, the default one first; only that one before `start`."""
        return self._voices or (VoiceChoice(self._voice, self._voice),)

    async def start(self) -> None:
        """Ask which voices there are; each session has a connection of its own.

        Raises:
            ProviderError: If there is no key.
        """
        probe = self._probe()
        if (wrong := probe.missing()) is not None:
            raise ProviderError(f"{self.label}: {wrong.finding}. {wrong.fix}")
        answer = await probe.ask("/voices?limit=100")
        if isinstance(answer, Answer) and answer.status == 200:
            self._voices = _voices_in(answer.body, self._voice)

    async def close(self) -> None:
        """Nothing is shared."""

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
            api_key=self._config.api_key.get_secret_value(),
            url=f"{as_websocket(self._address)}/tts/websocket",
            sample_rate=_SAMPLE_RATE,
            settings=settings,
        )

    def manner(self, rate: float | None, volume: float | None) -> None:
        """It speaks as it was configured to, all through a talk.

        Args:
            rate: Unused.
            volume: Unused.
        """

    async def check(self) -> Check:
        """Ask for one voice, which needs the key and costs nothing."""
        probe = self._probe()
        if (wrong := probe.missing()) is not None:
            return wrong
        answer = await probe.ask()
        if (wrong := probe.judge(answer)) is not None:
            return wrong
        assert isinstance(answer, Answer)  # noqa: S101 - `judge` has found the rest wrong
        return healthy("the key is good", answer.millis)

    def _probe(self) -> Probe:
        return cartesia_probe(self._address, self._config.api_key)


def _voices_in(body: Any, default: str) -> tuple[VoiceChoice, ...]:
    entries = body.get("data") if isinstance(body, Mapping) else body
    found = {
        str(entry["id"]): VoiceChoice(
            str(entry["id"]),
            str(entry.get("name") or entry["id"]),
            str(entry.get("language") or ""),
        )
        for entry in (entries if isinstance(entries, list) else [])
        if isinstance(entry, Mapping) and "id" in entry
    }
    first = found.pop(default, VoiceChoice(default, default))
    return (first, *found.values())
