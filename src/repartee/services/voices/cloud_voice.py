from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from typing import Any, ClassVar

from repartee.services.cloud import CloudProvider
from repartee.services.config import VoiceConfig
from repartee.services.probe import Answer
from repartee.services.provider import VoiceChoice


class CloudVoice(CloudProvider):
    """A voice of a vendor who has many, and tells which."""

    default_voice: ClassVar[str]
    voices_path: ClassVar[str]
    """Where the vendor tells which voices there are."""
    sample_rate: ClassVar[int]
    """The rate of its audio in Hz."""

    def __init__(self, config: VoiceConfig) -> None:
        """Describe the voice; nothing is opened.

        Args:
            config: Model, voice, speed, address and key.
        """
        super().__init__(config.model, config.base_url, config.api_key)
        self._voice = config.voice or self.default_voice
        self._config = config
        self._voices: tuple[VoiceChoice, ...] = ()

    @property
    def voices(self) -> tuple[VoiceChoice, ...]:
        """The vendor's, the default one first; only that one before `start`."""
        return self._voices or (VoiceChoice(self._voice, self._voice),)

    async def start(self) -> None:
        """Ask which voices there are.

        Raises:
            ProviderError: If there is no key.
        """
        await super().start()
        answer = await self._probe().ask(self.voices_path)
        if isinstance(answer, Answer) and answer.status == 200:
            self._voices = _default_first(self._voice, self._voices_in(answer.body))

    def manner(self, rate: float | None, volume: float | None) -> None:
        """It speaks as it was configured to, all through a talk.

        Args:
            rate: Unused.
            volume: Unused.
        """

    @abstractmethod
    def _voices_in(self, body: Any) -> list[VoiceChoice]:
        """The voices in what the vendor told, whatever came."""


def entries_in(body: Any, id_key: str) -> list[Mapping[str, Any]]:
    """The entries of a vendor's list that have an id.

    Args:
        body: The parsed list, or whatever came instead.
        id_key: What the vendor calls the id.
    """
    entries = body if isinstance(body, list) else []
    return [each for each in entries if isinstance(each, Mapping) and id_key in each]


def _default_first(default: str, voices: list[VoiceChoice]) -> tuple[VoiceChoice, ...]:
    found = {voice.id: voice for voice in voices}
    first = found.pop(default, VoiceChoice(default, default))
    return (first, *found.values())
