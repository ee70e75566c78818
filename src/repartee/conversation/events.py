"""What happens in a conversation, as history keeps it.

A conversation is held in one or more *sittings*: it may end, and be taken up again later. Times
within a sitting are seconds since it began, on a clock that is never set back; a recording of the
sitting begins at the same zero.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, TypeAdapter


class Span(BaseModel):
    """A stretch of a sitting, in seconds since it began."""

    model_config = ConfigDict(frozen=True)

    begin: float = Field(ge=0)
    end: float = Field(ge=0)


class _Happened(BaseModel):
    model_config = ConfigDict(frozen=True)

    at: datetime = Field(default_factory=lambda: datetime.now(UTC))
    """On the wall clock, UTC."""


class SessionStarted(_Happened):
    """A sitting begins."""

    kind: Literal["session-started"] = "session-started"
    sitting: int = Field(1, ge=1)
    stack: str = ""
    ears: str = ""
    brain: str = ""
    voice: str = ""
    persona: str = ""
    language: str = ""
    person: str = ""
    """Whose it is, as a digest of what proves who they are; empty where nobody can tell."""


class SessionEnded(_Happened):
    """A sitting is over."""

    kind: Literal["session-ended"] = "session-ended"
    reason: str
    """As `EndReason` says; `lost` where the server was killed, found out at its next start."""
    secs: float = Field(0, ge=0)
    """How long it was."""


class GuestJoined(_Happened):
    """Somebody is here."""

    kind: Literal["guest-joined"] = "guest-joined"
    guest: str
    name: str = ""
    way: str = ""
    """By which transport."""
    back: bool = False


class GuestLeft(_Happened):
    """Somebody is on no line any more."""

    kind: Literal["guest-left"] = "guest-left"
    guest: str
    name: str = ""
    how: str = ""
    """As `LineEnd` says."""


class UserTurn(_Happened):
    """Somebody has said or typed something."""

    kind: Literal["user-turn"] = "user-turn"
    turn: int = Field(ge=1)
    """Counts the exchanges of a conversation; the answer has the same number."""
    guest: str = ""
    text: str
    typed: bool = False
    span: Span | None = None
    confidence: float | None = Field(None, ge=0, le=1)
    """The ears' own; None where they tell none."""


class AgentTurn(_Happened):
    """The agent has said something."""

    kind: Literal["agent-turn"] = "agent-turn"
    turn: int = Field(ge=0)
    """The exchange it answers; 0 for a greeting."""
    generated: str
    """What the brain wrote."""
    heard: str
    """What was really played to the caller; all of it, unless it was cut."""
    cut: bool = False
    unasked: bool = False
    """Whether the agent spoke by itself: a greeting, a timer, a late result."""
    span: Span | None = None


class ToolCalled(_Happened):
    """The brain calls a tool."""

    kind: Literal["tool-called"] = "tool-called"
    turn: int = Field(0, ge=0)
    call_id: str
    tool: str
    arguments: dict[str, JsonValue] = Field(default_factory=dict)


class ToolAnswered(_Happened):
    """A tool's result is there."""

    kind: Literal["tool-answered"] = "tool-answered"
    turn: int = Field(0, ge=0)
    call_id: str
    tool: str
    result: JsonValue = None
    failed: bool = False
    late: bool = False
    """Whether the talk had gone on before it came."""


class WorkChanged(_Happened):
    """Work beside the talk has got on."""

    kind: Literal["work-changed"] = "work-changed"
    desk: str
    state: str
    note: str = ""


class ProviderSwitched(_Happened):
    """A provider has failed, or is back."""

    kind: Literal["provider-switched"] = "provider-switched"
    part: str
    left: str
    successor: str = ""
    """Empty where nobody took over."""
    fault: str = ""
    """Empty where the provider came back."""


class Failed(_Happened):
    """A part has failed."""

    kind: Literal["failed"] = "failed"
    part: str = ""
    what: str
    """A sentence without secrets."""


class Charge(BaseModel):
    """What one provider bills for one turn, of one kind."""

    model_config = ConfigDict(frozen=True)

    provider: str
    """Its id, such as `openai`; empty where nobody knows."""
    model: str = ""
    unit: str
    """What is counted: a key of `Tariff`'s prices, such as `input_tokens` or `heard_secs`."""
    amount: float = Field(ge=0)
    usd: float | None = Field(None, ge=0)
    """In US dollars; None where no price is known, 0 for what runs here."""


class Call(BaseModel):
    """One request to a provider, and how long it took."""

    model_config = ConfigDict(frozen=True)

    part: str
    """`ears`, `brain`, `voice`; `talker` where one model does all."""
    provider: str
    """Its id, such as `openai`."""
    first_ms: float | None = Field(None, ge=0)
    """Milliseconds to the first word, token or sample; None where only the whole is told."""
    whole_ms: float | None = Field(None, ge=0)
    """Milliseconds to the last; None where only the first is told."""


class TurnMeasured(_Happened):
    """How long one answer took, and what it used."""

    kind: Literal["turn-measured"] = "turn-measured"
    turn: int = Field(ge=0)
    steps_ms: dict[str, float] = Field(default_factory=dict)
    """Milliseconds from the caller's last audible sample to each of what happened on the way to the
    answer: `paused` (a detector is sure of a pause), `decided` (the turn is over), `words`,
    `first_token`, `clause` (enough of a sentence to speak), `first_audio` (the voice's first
    sample), `sent` (its first audible one is handed to the line), `heard` (it is at the caller, as
    far as the line knows its delay). The wait is the last of them, and each lasts from the one
    before it in time. Beside them, `filler` is when words that bridge the wait are heard."""
    usage: dict[str, float] = Field(default_factory=dict)
    """`prompt_tokens`, `completion_tokens`, `cached_tokens`, `characters`, `heard_secs`.

    `wasted_answers` are early answers that were dropped, `wasted_tokens` what they used.
    """
    calls: list[Call] = Field(default_factory=list)
    """What providers were asked, as their services time it."""
    kept_out: int = Field(0, ge=0)
    """How often the caller made a sound into the agent's speech, and it went on: a cough, "mhm"."""
    charges: list[Charge] = Field(default_factory=list)
    """The same as it is billed: nothing is in two of them."""
    so_far_usd: float = Field(0, ge=0)
    """What the conversation has cost so far, in all sittings, of what has a known price."""


class SettingChanged(_Happened):
    """Prompt, voice, brain, language or manner is another from now on."""

    kind: Literal["setting-changed"] = "setting-changed"
    setting: str
    value: str
    by: str = ""
    """`page`, `api` or `voice`."""


class Summarised(_Happened):
    """Older exchanges are a summary in the context from now on; the log keeps them whole."""

    kind: Literal["summarised"] = "summarised"
    up_to_turn: int = Field(ge=0)
    text: str


class RecordingMade(_Happened):
    """A sitting's sound is kept, or being kept."""

    kind: Literal["recording-made"] = "recording-made"
    sitting: int = Field(ge=1)
    file: str
    """Relative to where recordings are kept."""
    secs: float | None = Field(None, ge=0)
    """None while it goes on."""


Event = Annotated[
    SessionStarted
    | SessionEnded
    | GuestJoined
    | GuestLeft
    | UserTurn
    | AgentTurn
    | ToolCalled
    | ToolAnswered
    | WorkChanged
    | ProviderSwitched
    | Failed
    | TurnMeasured
    | SettingChanged
    | Summarised
    | RecordingMade,
    Field(discriminator="kind"),
]

EVENTS: TypeAdapter[Event] = TypeAdapter(Event)
"""Reads and writes any of them."""
