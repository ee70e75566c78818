from __future__ import annotations

from dataclasses import dataclass, field
from datetime import tzinfo
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from pipecat.audio.vad.vad_analyzer import VADAnalyzer
from pipecat.frames.frames import Frame
from pipecat.services.llm_service import LLMService
from pipecat.services.stt_service import STTService
from pipecat.services.tts_service import TTSService
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from repartee.tools.direct import Tools
from repartee.tools.host import ToolHost


class Parts(Protocol):
    """What one conversation is built of; a stack makes a set for each session."""

    @property
    def audio_out_sample_rate(self) -> int:
        """The voice's own rate in Hz, kept all the way to the transport."""
        ...

    def ears(self) -> STTService:
        """Make the speech-to-text service."""
        ...

    def brain(self) -> LLMService[Any]:
        """Make the language model service."""
        ...

    def voice(self, voice: str) -> TTSService:
        """Make the text-to-speech service; an empty `voice` is the default one."""
        ...

    def tools(self, host: ToolHost) -> Tools:
        """Make the functions the brain may call in the host's conversation."""
        ...

    def voice_change(self, rate: float | None, volume: float | None) -> Frame:
        """Make the frame that changes how the voice speaks from its next sentence on."""
        ...

    def vad_analyzer(self) -> VADAnalyzer:
        """Make the detector of speech."""
        ...

    def turn_strategies(self) -> UserTurnStrategies:
        """Make the rules for when the caller's turn begins and ends."""
        ...


@dataclass(frozen=True)
class Choices:
    """What one caller chose for this conversation, already checked."""

    voice: str = ""
    greeting: bool = True
    timezone: tzinfo = field(default_factory=lambda: ZoneInfo("UTC"))


@dataclass(frozen=True)
class ConversationLimits:
    """Bounds of one conversation, in seconds."""

    idle_secs: float
    longest_secs: float
