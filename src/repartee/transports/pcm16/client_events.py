"""What a caller who speaks raw PCM16 may tell the server, one model an event."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError


class ClientEventModel(BaseModel):
    """What all events of a client have in common. Keys that are not known are ignored."""

    model_config = ConfigDict(extra="ignore", strict=True)

    v: Annotated[Literal[1], Field(description="Version of the event's form.")] = 1


class MuteEvent(ClientEventModel):
    """Stop, or go on, passing my sound to the agent and the others."""

    type: Literal["mute"]
    muted: bool


class TextEvent(ClientEventModel):
    """Say this to the agent in writing; it answers aloud, and stops what it was saying."""

    type: Literal["text"]
    text: Annotated[str, Field(min_length=1, max_length=100_000)]


class InterruptEvent(ClientEventModel):
    """Stop talking now."""

    type: Literal["interrupt"]


class AnswerEvent(ClientEventModel):
    """My answer to a `question` of the agent; it may be spoken just as well."""

    type: Literal["answer"]
    id: Annotated[str, Field(max_length=64, description="The question's.")]
    yes: bool


class AssignmentWishEvent(ClientEventModel):
    """A button about work beside the talk; saying it does the same. Too late, it does nothing."""

    type: Literal["assignment"]
    desk: Annotated[str, Field(max_length=64, description="As in the server's `assignment`.")]
    wish: Literal["pause", "resume", "reset", "answer", "show"]
    id: Annotated[int, Field(description="For `answer`: the `id` of the event that asked.")] = 0
    question: Annotated[int, Field(description="For `answer`: its `question`.")] = 0
    words: Annotated[
        str,
        Field(max_length=1_000, description="For `answer`: `yes`, `no` or other words."),
    ] = ""


class EndEvent(ClientEventModel):
    """Hang up. Merely closing the connection may be a loss: the conversation then waits."""

    type: Literal["end"]


class PingEvent(ClientEventModel):
    """Are you there? The answer is `pong` with the same id."""

    type: Literal["ping"]
    id: Annotated[str, Field(max_length=64)] = ""


ClientEvent: TypeAlias = Annotated[
    MuteEvent
    | TextEvent
    | InterruptEvent
    | AnswerEvent
    | AssignmentWishEvent
    | EndEvent
    | PingEvent,
    Field(discriminator="type"),
]
"""Any event of a client, told apart by `type`."""

_CLIENT_EVENT: TypeAdapter[ClientEvent] = TypeAdapter(ClientEvent)


class BadClientEventError(Exception):
    """A text frame is no client event; the message says why, without repeating the frame."""


def parse_client_event(text: str | bytes) -> ClientEvent:
    """Read one text frame.

    Args:
        text: What came.

    Raises:
        BadClientEventError: If it is none of the client's events.
    """
    try:
        return _CLIENT_EVENT.validate_json(text)
    except ValidationError as error:
        raise BadClientEventError(_explain(error)) from None


def _explain(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return "The frame is not JSON."
    # The first part of a place is the event's type, once that is known.
    where = ".".join(map(str, first["loc"][1:]))
    if not where:
        return "The event's type is none of mute, text, interrupt, answer, assignment, end, ping."
    return f"{where}: {first['msg']}."
