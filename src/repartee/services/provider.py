"""What every provider of ears, brain or voice can do, whichever vendor it is."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

from pipecat.services.llm_service import LLMService
from pipecat.services.settings import TTSSettings
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService


class ProviderError(Exception):
    """A provider cannot work; the message says what happened, why, and what to do."""


class Verdict(StrEnum):
    """What a check found."""

    HEALTHY = "healthy"
    DEGRADED = "degraded"


@dataclass(frozen=True, slots=True)
class Check:
    """What the cheapest real call to a provider showed."""

    verdict: Verdict
    finding: str
    """A few words: "llama3.2:3b is there", or what is wrong. Never a secret."""
    fix: str = ""
    """What to do, as one sentence; empty where nothing is wrong."""
    millis: float | None = None
    """How long the call took."""

    @property
    def ok(self) -> bool:
        """Whether nothing is wrong."""
        return self.verdict is Verdict.HEALTHY


@dataclass(frozen=True)
class VoiceChoice:
    """A voice a caller may choose."""

    id: str
    label: str
    language: str = ""
    """BCP 47, such as `en` or `pt-BR`; empty for a voice that speaks any."""


class Provider(Protocol):
    """A vendor's part as all sessions share it: its model, its connections, its keys.

    It is made without I/O. `start` loads and warms; after that, making the service of one session
    costs nothing that could hold the event loop.
    """

    @property
    def id(self) -> str:
        """What settings call it, such as `faster-whisper`."""
        ...

    @property
    def label(self) -> str:
        """What people call it, such as "faster-whisper small.en on the CPU"."""
        ...

    async def start(self) -> None:
        """Load the model or open the connections that sessions share.

        Raises:
            ProviderError: If it cannot work: a key or a model is missing. A server that does not
                answer is no reason: it may come back, and `check` tells of it meanwhile.
        """
        ...

    async def close(self) -> None:
        """Let everything go; safe to call twice, and without `start`."""
        ...

    async def check(self) -> Check:
        """Make the cheapest call that proves that key, model and service are there.

        Takes at most five seconds, costs no money worth naming, works without `start`, and never
        raises.
        """
        ...


@runtime_checkable
class KnowsLanguages(Protocol):
    """A part that tells which languages it knows; of others only their vendor can say."""

    @property
    def languages(self) -> tuple[str, ...]:
        """ISO 639-1; empty for those its model knows."""
        ...


class EarsProvider(Provider, Protocol):
    """Makes speech-to-text services."""

    def ears(self, language: str = "") -> STTService:
        """Make the service of one session.

        Args:
            language: BCP 47 or ISO 639-1; empty for the configured one.
        """
        ...


class BrainProvider(Provider, Protocol):
    """Makes language model services."""

    def brain(self) -> LLMService[Any]:
        """Make the service of one session."""
        ...


class VoiceProvider(Provider, Protocol):
    """Makes text-to-speech services."""

    @property
    def sample_rate(self) -> int:
        """The rate of its audio in Hz."""
        ...

    @property
    def voices(self) -> tuple[VoiceChoice, ...]:
        """The voices a caller may choose, the default one first; known after `start`."""
        ...

    def voice(self, voice: str = "", language: str = "") -> TTSService:
        """Make the service of one session.

        Args:
            voice: Id of a voice; empty for the configured one.
            language: BCP 47 or ISO 639-1; empty for the configured one.
        """
        ...

    def manner(self, rate: float | None, volume: float | None) -> TTSSettings | None:
        """The settings by which its services speak otherwise from the next sentence on.

        Args:
            rate: Speaking rate as a factor of the voice's own; None to leave it.
            volume: Loudness as a factor; None to leave it.

        Returns:
            A change of settings; None if the voice cannot do that in the middle of a talk.
        """
        ...
