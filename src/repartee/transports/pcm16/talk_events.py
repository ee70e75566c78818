"""What is said, and what the agent does while it is said."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from repartee.transports.pcm16.event_model import ServerEventModel


class TranscriptionEvent(ServerEventModel):
    """What somebody said or typed.

    Events with the same `segment` replace each other, until one is `final`.
    """

    type: Literal["transcription"] = "transcription"
    text: str
    role: Literal["user", "assistant"]
    user_id: Annotated[
        str, Field(description="The participant's id; `assistant` for the agent.")
    ] = ""
    timestamp: AwareDatetime
    final: Annotated[bool, Field(description="Whether the text is as it will stay.")] = True
    segment: Annotated[str, Field(description="Which stretch of speech it belongs to.")] = ""
    typed: Annotated[bool, Field(description="Whether it was typed, not spoken.")] = False
    aside: Annotated[
        bool,
        Field(
            description="Whether it only showed that somebody listens: a final text that comes "
            "once more with this is no turn, and the agent goes on."
        ),
    ] = False
    cut: Annotated[
        bool, Field(description="Whether the agent was interrupted; `text` is what was spoken.")
    ] = False


class AnswerCutEvent(ServerEventModel):
    """The agent was interrupted; this much of its answer was heard and is remembered."""

    type: Literal["answer_cut"] = "answer_cut"
    heard: str
    timestamp: AwareDatetime


class AgentState(StrEnum):
    """What the agent is doing."""

    LISTENING = "listening"
    """It waits for somebody to speak."""
    HEARING = "hearing"
    """Somebody is speaking."""
    THINKING = "thinking"
    """Somebody has finished, and the answer is on its way."""
    SPEAKING = "speaking"
    """It is answering aloud."""
    INTERRUPTED = "interrupted"
    """Its answer was cut off: whatever of it still waits to be played is void."""


class StateEvent(ServerEventModel):
    """What the agent does has changed."""

    type: Literal["state"] = "state"
    state: AgentState


class AudioClearEvent(ServerEventModel):
    """Throw away the sound that came before this event and was not played yet."""

    type: Literal["audio_clear"] = "audio_clear"


class MutedEvent(ServerEventModel):
    """Whether your sound is passed on, after each `mute`."""

    type: Literal["muted"] = "muted"
    muted: bool
