"""How the agent and the connection are: figures, providers, and what went wrong."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from repartee.transports.pcm16.event_model import ServerEventModel, Value


class ProviderEvent(ServerEventModel):
    """A provider failed or is back; another one may have taken over."""

    type: Literal["provider"] = "provider"
    part: Annotated[str, Field(description="`ears`, `brain` or `voice`.")]
    provider: Annotated[str, Field(description="Which one it is about.")]
    successor: Annotated[str, Field(description="Who serves from now on; empty: nobody.")] = ""
    fault: Annotated[str, Field(description="A word for programs; empty: none.")] = ""
    message: Annotated[str, Field(description="A sentence for people.")]


class Measurement(Value):
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


class PongEvent(ServerEventModel):
    """The answer to `ping`."""

    type: Literal["pong"] = "pong"
    id: str = ""
