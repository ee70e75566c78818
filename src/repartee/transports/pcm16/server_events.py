"""What the server tells a caller who speaks raw PCM16, one model an event.

These models are the schema: `schema.py` makes the published documents from them.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal, TypeAlias

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

SCHEMA_VERSION = "1.1"
"""Of the events: the first number changes when a client must change, the second with additions."""

WIRE_RATE = 24_000
"""Rate in Hz of the sound in both directions."""


class ServerEventModel(BaseModel):
    """What all events of the server have in common."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    v: Annotated[Literal[1], Field(description="Version of the event's form.")] = 1


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, json_schema_serialization_defaults_required=True)


class AudioFormat(_Value):
    """How sound travels in binary frames, both ways."""

    encoding: Annotated[
        Literal["pcm_s16le"], Field(description="16-bit signed integers, little-endian.")
    ] = "pcm_s16le"
    sample_rate: Annotated[Literal[24_000], Field(description="Hz.")] = 24_000
    channels: Literal[1] = 1


class Participant(_Value):
    """Somebody in the conversation; the agent is none."""

    id: str
    name: str = ""


class VoiceUsed(_Value):
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
    notes: Annotated[
        list[str], Field(description="What was not done quite as asked, a sentence each.")
    ] = []


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
    cut: Annotated[
        bool, Field(description="Whether the agent was interrupted; `text` is what was spoken.")
    ] = False


class AnswerCutEvent(ServerEventModel):
    """The agent was interrupted; this much of its answer was heard and is remembered."""

    type: Literal["answer_cut"] = "answer_cut"
    heard: str
    timestamp: AwareDatetime


class FunctionCallEvent(ServerEventModel):
    """The agent uses one of its tools."""

    type: Literal["function_call"] = "function_call"
    name: str
    arguments: dict[str, JsonValue] = {}
    call_id: str
    timestamp: AwareDatetime


class FunctionResultEvent(ServerEventModel):
    """A tool has finished, or was stopped.

    One that takes long has two of them: a first whose result is `pending`, and its real result.
    """

    type: Literal["function_result"] = "function_result"
    name: str
    call_id: str
    result: JsonValue = None
    cancelled: Annotated[bool, Field(description="Whether it was stopped before its end.")] = False
    timestamp: AwareDatetime


class QuestionEvent(ServerEventModel):
    """The agent asks before it does something; it says so aloud, too."""

    type: Literal["question"] = "question"
    id: Annotated[str, Field(description="For your `answer`.")]
    question: str


class QuestionSettledEvent(ServerEventModel):
    """A question is answered, or not open any more."""

    type: Literal["question_settled"] = "question_settled"
    id: str


class WorkState(StrEnum):
    """How work beside the talk stands."""

    WAITING = "waiting"
    """Another one is under way."""
    WORKING = "working"
    ASKING = "asking"
    """It goes on when somebody has answered `note`, aloud or by `assignment`."""
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    """`note` says why."""
    DROPPED = "dropped"
    """Nobody wants it any more."""


class AssignmentEvent(ServerEventModel):
    """Work that goes on beside the talk has changed. Each event has all of it."""

    type: Literal["assignment"] = "assignment"
    desk: Annotated[str, Field(description="Who does it: `team` or `claude-code`.")]
    id: Annotated[int, Field(description="Counts the work of one desk, from 1.")]
    text: Annotated[str, Field(description="What is to be done.")]
    state: WorkState
    note: Annotated[
        str, Field(description="What is being done, or asked, or why it failed, as it is spoken.")
    ] = ""
    detail: Annotated[str, Field(description="What a question is about, as it is shown.")] = ""
    question: Annotated[int, Field(description="How many were asked; for your answer.")] = 0
    done: Annotated[int, Field(description="Steps behind it.")] = 0
    steps: Annotated[int, Field(description="Steps in all; 0 while nobody knows.")] = 0
    waiting: Annotated[int, Field(description="How many more wait for the same desk.")] = 0
    result: Annotated[str, Field(description="The whole result; its beginning is spoken.")] = ""


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


class ParticipantJoinedEvent(ServerEventModel):
    """Somebody came into the conversation."""

    type: Literal["participant_joined"] = "participant_joined"
    participant: Participant
    participants: Annotated[list[Participant], Field(description="Everybody here now.")] = []


class ParticipantLeftEvent(ServerEventModel):
    """Somebody left the conversation."""

    type: Literal["participant_left"] = "participant_left"
    participant: Participant
    participants: Annotated[list[Participant], Field(description="Everybody here now.")] = []


class ProviderEvent(ServerEventModel):
    """A provider failed or is back; another one may have taken over."""

    type: Literal["provider"] = "provider"
    part: Annotated[str, Field(description="`ears`, `brain` or `voice`.")]
    provider: Annotated[str, Field(description="Which one it is about.")]
    successor: Annotated[str, Field(description="Who serves from now on; empty: nobody.")] = ""
    fault: Annotated[str, Field(description="A word for programs; empty: none.")] = ""
    message: Annotated[str, Field(description="A sentence for people.")]


class Measurement(_Value):
    """One figure about one part of the agent."""

    name: Annotated[str, Field(description="`ttfb`, `processing`, `prompt_tokens` and the like.")]
    value: float
    unit: Literal["seconds", "tokens", "characters"]
    part: Annotated[str, Field(description="Who measured it; empty where that is not said.")] = ""
    model: str = ""


class MetricsEvent(ServerEventModel):
    """How long the parts of the agent took, and how much they used."""

    type: Literal["metrics"] = "metrics"
    measurements: list[Measurement]


class ErrorCode(StrEnum):
    """What went wrong, for programs."""

    BAD_FRAME = "bad_frame"
    """A frame was no event and no sound. It was ignored; `fatal` if it was one too many."""
    BAD_REQUEST = "bad_request"
    """The address asks for something that is not offered; the connection closes."""
    PROMPT_FORBIDDEN = "prompt_forbidden"
    """This server takes no `system_prompt` from callers; the connection closes."""
    NOT_YOURS = "not_yours"
    """The conversation exists, and `token` does not open it; the connection closes."""
    NO_SUCH_CONVERSATION = "no_such_conversation"
    """There is no conversation to return to; the connection closes."""
    FULL = "full"
    """The server or the conversation takes no more callers now; the connection closes."""
    AGENT_FAILED = "agent_failed"
    """A part of the agent failed."""
    REFUSED = "refused"
    """The agent could not do what an event asked for."""


class ErrorEvent(ServerEventModel):
    """Something went wrong."""

    type: Literal["error"] = "error"
    code: ErrorCode
    message: Annotated[str, Field(description="What happened, and what to do.")]
    fatal: Annotated[bool, Field(description="Whether the conversation ends by it.")] = False


class MutedEvent(ServerEventModel):
    """Whether your sound is passed on, after each `mute`."""

    type: Literal["muted"] = "muted"
    muted: bool


class PongEvent(ServerEventModel):
    """The answer to `ping`."""

    type: Literal["pong"] = "pong"
    id: str = ""


class EndingEvent(ServerEventModel):
    """The connection closes now. Always the last event."""

    type: Literal["ending"] = "ending"
    reason: Annotated[
        str, Field(description="A word for programs: `goodbye`, `idle`, `time-limit`, `stopping` …")
    ]
    message: Annotated[str, Field(description="A sentence for people.")]


class NoticeEvent(ServerEventModel):
    """Something a tool or a part of the agent wants known."""

    type: Literal["notice"] = "notice"
    name: str
    data: dict[str, JsonValue] = {}


ServerEvent: TypeAlias = Annotated[
    SessionEvent
    | TranscriptionEvent
    | AnswerCutEvent
    | FunctionCallEvent
    | FunctionResultEvent
    | QuestionEvent
    | QuestionSettledEvent
    | AssignmentEvent
    | StateEvent
    | AudioClearEvent
    | ParticipantJoinedEvent
    | ParticipantLeftEvent
    | ProviderEvent
    | MetricsEvent
    | ErrorEvent
    | MutedEvent
    | PongEvent
    | EndingEvent
    | NoticeEvent,
    Field(discriminator="type"),
]
"""Any event of the server, told apart by `type`."""
