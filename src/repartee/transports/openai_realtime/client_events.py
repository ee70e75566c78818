"""What a client may send, one model an event; no I/O."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from repartee.transports.openai_realtime.session import FunctionTool, Modality, SessionUpdate

_ItemId = Annotated[str, Field(min_length=1, max_length=64)]


class _ClientEvent(BaseModel):
    model_config = ConfigDict(extra="ignore")

    event_id: Annotated[str, Field(max_length=512)] | None = None


class UpdateSession(_ClientEvent):
    """Change the session."""

    type: Literal["session.update"]
    session: SessionUpdate


class AppendAudio(_ClientEvent):
    """Some sound, in base64."""

    type: Literal["input_audio_buffer.append"]
    audio: str


class CommitAudio(_ClientEvent):
    """The caller's turn is over."""

    type: Literal["input_audio_buffer.commit"]


class ClearAudio(_ClientEvent):
    """Forget the sound that was not committed."""

    type: Literal["input_audio_buffer.clear"]


class ClearOutput(_ClientEvent):
    """Stop talking."""

    type: Literal["output_audio_buffer.clear"]


class _Content(BaseModel):
    model_config = ConfigDict(extra="ignore")

    type: str
    text: str | None = None
    transcript: str | None = None


class MessageItem(BaseModel):
    """Something that was said or written."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["message"]
    id: _ItemId | None = None
    role: Literal["user", "assistant", "system"]
    content: list[_Content]

    @property
    def text(self) -> str:
        """Its words."""
        return " ".join(filter(None, (each.text or each.transcript for each in self.content)))


class OutputItem(BaseModel):
    """What came of a function call."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["function_call_output"]
    id: _ItemId | None = None
    call_id: str
    output: str


class CallItem(BaseModel):
    """A function call of an earlier conversation."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["function_call"]
    id: _ItemId | None = None
    call_id: str = ""
    name: str
    arguments: str


class ApprovalItem(BaseModel):
    """Yes or no to what an approval request asks."""

    model_config = ConfigDict(extra="ignore")

    type: Literal["mcp_approval_response"]
    id: _ItemId | None = None
    approval_request_id: str
    approve: bool
    reason: str | None = None


class CreateItem(_ClientEvent):
    """Add an item to the conversation."""

    type: Literal["conversation.item.create"]
    item: Annotated[MessageItem | OutputItem | CallItem | ApprovalItem, Field(discriminator="type")]


class RetrieveItem(_ClientEvent):
    """Tell me an item."""

    type: Literal["conversation.item.retrieve"]
    item_id: _ItemId


class DeleteItem(_ClientEvent):
    """Forget an item."""

    type: Literal["conversation.item.delete"]
    item_id: _ItemId


class TruncateItem(_ClientEvent):
    """No more than this was heard of an answer."""

    type: Literal["conversation.item.truncate"]
    item_id: _ItemId
    content_index: int = 0
    audio_end_ms: Annotated[int, Field(ge=0)]


class ResponseWish(BaseModel):
    """How one answer is to be."""

    model_config = ConfigDict(extra="ignore")

    instructions: Annotated[str, Field(max_length=32_000)] | None = None
    output_modalities: Annotated[list[Modality], Field(min_length=1, max_length=1)] | None = None
    conversation: str | None = None
    metadata: dict[str, str] | None = None
    input: list[Any] | None = None
    tools: list[FunctionTool] | None = None


class CreateResponse(_ClientEvent):
    """Answer now."""

    type: Literal["response.create"]
    response: ResponseWish | None = None


class CancelResponse(_ClientEvent):
    """Stop answering."""

    type: Literal["response.cancel"]
    response_id: str | None = None


ClientEvent: TypeAlias = Annotated[
    UpdateSession
    | AppendAudio
    | CommitAudio
    | ClearAudio
    | ClearOutput
    | CreateItem
    | RetrieveItem
    | DeleteItem
    | TruncateItem
    | CreateResponse
    | CancelResponse,
    Field(discriminator="type"),
]
"""Any event of a client, told apart by `type`."""

_CLIENT_EVENT: TypeAdapter[ClientEvent] = TypeAdapter(ClientEvent)


NOT_AN_EVENT = frozenset({"invalid_json", "invalid_event"})
"""Codes of frames that are no events at all."""


class BadEventError(Exception):
    """An event that cannot be followed; its message is a sentence for the client."""

    def __init__(
        self, message: str, code: str, param: str | None = None, event_id: str | None = None
    ) -> None:
        """Describe the fault.

        Args:
            message: What is wrong, without the event's own content.
            code: A word for programs.
            param: The field that is wrong.
            event_id: The event's, if it has one.
        """
        super().__init__(message)
        self.code = code
        self.param = param
        self.event_id = event_id


def parse_event(frame: str | bytes) -> ClientEvent:
    """Read one text frame.

    Args:
        frame: What came.

    Raises:
        BadEventError: If it is none of the client's events.
    """
    try:
        event = json.loads(frame)
    except ValueError:
        raise BadEventError("The frame is not JSON.", "invalid_json") from None
    if not isinstance(event, dict):
        raise BadEventError("An event is a JSON object.", "invalid_event")
    try:
        return _CLIENT_EVENT.validate_python(event)
    except ValidationError as error:
        raise _explained(error, event.get("event_id")) from None


def _explained(error: ValidationError, event_id: object) -> BadEventError:
    caused_by = event_id if isinstance(event_id, str) else None
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] in {"union_tag_invalid", "union_tag_not_found"} and not first["loc"]:
        return BadEventError(
            "The event's type is none of those a client may send.",
            "invalid_value",
            "type",
            caused_by,
        )
    # The first part of a place is the event's type.
    where = ".".join(map(str, first["loc"][1:]))
    return BadEventError(f"{where}: {first['msg']}.", "invalid_value", where, caused_by)
