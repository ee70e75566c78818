"""Who is in the conversation, from its first event to its last."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from repartee.transports.pcm16.event_model import SCHEMA_VERSION, ServerEventModel, Value


class AudioFormat(Value):
    """How sound travels in binary frames, both ways."""

    encoding: Annotated[
        Literal["pcm_s16le"], Field(description="16-bit signed integers, little-endian.")
    ] = "pcm_s16le"
    sample_rate: Annotated[Literal[24_000], Field(description="Hz.")] = 24_000
    channels: Literal[1] = 1


class Participant(Value):
    """Somebody in the conversation; the agent is none."""

    id: str
    name: str = ""


class VoiceUsed(Value):
    """The voice that was asked for, and the one that speaks."""

    asked: Annotated[str, Field(description="As in the address; empty for none.")] = ""
    used: Annotated[
        str,
        Field(
            description="Id of the voice that speaks; empty in a conversation that began before, "
            "and where the language decides."
        ),
    ] = ""


class SessionEvent(ServerEventModel):
    """You are in the conversation. Always the first event, and again after a come-back."""

    type: Literal["session"] = "session"
    id: Annotated[str, Field(description="The conversation's id.")]
    resume_token: Annotated[
        str,
        Field(description="Your key back in after a cut: `token` in the address. Keep it secret."),
    ]
    invite_token: Annotated[
        str, Field(description="Lets somebody else join as `token`; empty if nobody may.")
    ] = ""
    schema_version: str = SCHEMA_VERSION
    participant: Annotated[Participant, Field(description="You.")]
    participants: Annotated[list[Participant], Field(description="Everybody here, you too.")]
    resumed: Annotated[bool, Field(description="Whether an earlier conversation goes on.")] = False
    grace_secs: Annotated[
        float, Field(description="How long the conversation waits for you after a cut, seconds.")
    ] = 0
    audio: AudioFormat = AudioFormat()
    agent_name: Annotated[str, Field(description="What the agent is called; empty: its own.")] = ""
    voice: VoiceUsed = VoiceUsed()
    notes: list[str] = Field([], description="What was not done quite as asked, a sentence each.")


class ParticipantJoinedEvent(ServerEventModel):
    """Somebody came into the conversation."""

    type: Literal["participant_joined"] = "participant_joined"
    participant: Participant
    participants: list[Participant] = Field([], description="Everybody here now.")


class ParticipantLeftEvent(ServerEventModel):
    """Somebody left the conversation."""

    type: Literal["participant_left"] = "participant_left"
    participant: Participant
    participants: list[Participant] = Field([], description="Everybody here now.")


class EndingEvent(ServerEventModel):
    """The connection closes now. Always the last event."""

    type: Literal["ending"] = "ending"
    reason: Annotated[
        str, Field(description="A word for programs: `goodbye`, `idle`, `time-limit`, `stopping` …")
    ]
    message: Annotated[str, Field(description="A sentence for people.")]
