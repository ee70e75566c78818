from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from typing import TYPE_CHECKING, Literal, Protocol
from zoneinfo import ZoneInfo

from pipecat.audio.vad.vad_analyzer import VADAnalyzer
from pipecat.frames.frames import Frame
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.processors.frame_processor import FrameProcessor
from pipecat.turns.user_turn_strategies import UserTurnStrategies

from repartee.conversation.filler import Filler
from repartee.conversation.keep import Kept
from repartee.conversation.persona import Persona
from repartee.services.failover.chain import OnNotice
from repartee.tools.direct import Tools
from repartee.tools.host import ToolHost

if TYPE_CHECKING:
    # Half a second of imports, for one stack of many.
    from repartee.services.realtime.talker import RealtimeTalker


@dataclass(frozen=True)
class Choices:
    """What one caller chose for this conversation, already checked."""

    voice: str = ""
    brain: str = ""
    language: str = ""
    persona: str = ""
    greeting: bool = True
    timezone: tzinfo = field(default_factory=lambda: ZoneInfo("UTC"))
    system_prompt: str = ""
    """Who the agent is, in the caller's words; empty for the persona's."""
    agent_name: str = ""
    """What the agent is called; empty for its own name."""
    manner: str = ""
    """How the caller wants to be talked to, such as "like a pirate"; empty for no wish."""
    keep: Kept | Literal[""] = ""
    """How much of the conversation is kept. Empty until a session is made: then it is decided."""
    person: str = ""
    """Who the caller is, as a digest of what proves it; empty for somebody unknown."""


class NoSuchPartError(Exception):
    """A part is asked for that is not here; the message says why."""


class Parts(Protocol):
    """What one conversation is built of; a stack makes a set for each session."""

    @property
    def audio_out_sample_rate(self) -> int:
        """The voice's own rate in Hz, kept all the way to the transport."""
        ...

    def ears(self, choices: Choices, on_notice: OnNotice) -> FrameProcessor:
        """Make what turns speech into text.

        Args:
            choices: What the caller chose.
            on_notice: Told when another provider takes over.

        Raises:
            NoSuchPartError: If the talker does it.
        """
        ...

    def brain(self, choices: Choices, on_notice: OnNotice) -> FrameProcessor:
        """Make what answers.

        Args:
            choices: What the caller chose.
            on_notice: Told when another provider takes over.

        Raises:
            NoSuchPartError: If the talker does it.
        """
        ...

    def voice(self, choices: Choices, on_notice: OnNotice) -> FrameProcessor:
        """Make what turns text into speech.

        Args:
            choices: What the caller chose.
            on_notice: Told when another provider takes over.

        Raises:
            NoSuchPartError: If the talker does it.
        """
        ...

    def filler(self, choices: Choices) -> Filler | None:
        """Make what says a word where an answer is late; None for silence.

        Args:
            choices: What the caller chose.
        """
        ...

    def talker(
        self, choices: Choices, on_notice: OnNotice, context: LLMContext
    ) -> RealtimeTalker | None:
        """Make what hears, answers and speaks by itself, where one model does all three.

        Args:
            choices: What the caller chose.
            on_notice: Told when its server is lost for long.
            context: What was said before, and the functions that may be called.

        Returns:
            None where there are ears, a brain and a voice.
        """
        ...

    def persona(self, choices: Choices) -> Persona:
        """Who the agent is in this conversation."""
        ...

    def tools(self, host: ToolHost) -> Tools:
        """Make the functions the brain may call in the host's conversation."""
        ...

    def voice_change(self, rate: float | None, volume: float | None) -> Frame | None:
        """Make the frame that changes how the voice speaks; None for one that cannot."""
        ...

    def change(self, before: Choices, after: Choices) -> Sequence[Frame]:
        """Make the frames by which a conversation goes on with something else.

        Args:
            before: What it goes by now.
            after: The same, but for what changes.

        Raises:
            NoSuchPartError: If nobody here could go by that.
        """
        ...

    def vad_analyzer(self) -> VADAnalyzer | None:
        """Make the detector of speech; None where the talker detects it."""
        ...

    def turn_strategies(self, vad: VADAnalyzer | None) -> UserTurnStrategies:
        """Make the rules for when the caller's turn begins and ends.

        Args:
            vad: The conversation's detector of speech.
        """
        ...


@dataclass(frozen=True)
class ConversationLimits:
    """Bounds of one conversation; times in seconds."""

    idle_secs: float
    longest_secs: float
    grace_secs: float = 60.0
    """How long a conversation waits for a caller whose line was lost."""
    most_guests: int = 5
    summaries: bool = True
    """Whether older exchanges are summarised before there is no more room for them."""
