"""What a client may say, and OpenAI's words for what it may not."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from repartee.simulator.realtime.shapes import AnyItem, FunctionTool, MaxTokens, Modalities, Shape


class RealtimeError(Exception):
    """What OpenAI answers with an `error` event; the session goes on."""

    def __init__(
        self,
        message: str,
        code: str = "invalid_value",
        param: str | None = None,
        event_id: str | None = None,
        kind: str = "invalid_request_error",
    ) -> None:
        """Say what is wrong.

        Args:
            message: In OpenAI's words.
            code: OpenAI's code for it.
            param: The field that is wrong.
            event_id: The client's id of the event that is wrong.
            kind: OpenAI's type of error.
        """
        super().__init__(message)
        self.message = message
        self.code = code
        self.param = param
        self.event_id = event_id
        self.kind = kind

    def body(self) -> dict[str, object]:
        """The `error` of an error event."""
        return {
            "type": self.kind,
            "code": self.code,
            "message": self.message,
            "param": self.param,
            "event_id": self.event_id,
        }


class _Event(Shape):
    event_id: str | None = Field(None, max_length=512)


class SessionUpdate(_Event):
    """Change how the session goes on; the patch is checked when it is put in."""

    type: Literal["session.update"]
    session: dict[str, Any]


class AudioAppend(_Event):
    """More of the caller's sound."""

    type: Literal["input_audio_buffer.append"]
    audio: str


class AudioCommit(_Event):
    """The caller's turn is over."""

    type: Literal["input_audio_buffer.commit"]


class AudioClear(_Event):
    """Forget the sound since the last turn."""

    type: Literal["input_audio_buffer.clear"]


class ItemCreate(_Event):
    """Put an item into the conversation."""

    type: Literal["conversation.item.create"]
    item: AnyItem
    previous_item_id: str | None = None


class ItemRetrieve(_Event):
    """Show an item."""

    type: Literal["conversation.item.retrieve"]
    item_id: str


class ItemTruncate(_Event):
    """Forget what of an answer was not heard."""

    type: Literal["conversation.item.truncate"]
    item_id: str
    content_index: int = Field(ge=0)
    audio_end_ms: int = Field(ge=0)


class ItemDelete(_Event):
    """Take an item out of the conversation."""

    type: Literal["conversation.item.delete"]
    item_id: str


class Wishes(Shape):
    """What is otherwise for one response."""

    instructions: str | None = None
    output_modalities: Modalities | None = Field(None, max_length=1)
    tools: list[FunctionTool] | None = None
    tool_choice: str | dict[str, Any] | None = None
    max_output_tokens: MaxTokens | None = None
    conversation: Literal["auto", "none"] = "auto"
    metadata: dict[str, str] | None = None
    input: list[AnyItem] | None = None
    audio: dict[str, Any] | None = None
    prompt: dict[str, Any] | None = None
    reasoning: dict[str, Any] | None = None
    parallel_tool_calls: bool | None = None


class ResponseCreate(_Event):
    """Answer now."""

    type: Literal["response.create"]
    response: Wishes = Field(default_factory=Wishes)


class ResponseCancel(_Event):
    """Stop answering."""

    type: Literal["response.cancel"]
    response_id: str | None = None


ClientEvent = (
    SessionUpdate
    | AudioAppend
    | AudioCommit
    | AudioClear
    | ItemCreate
    | ItemRetrieve
    | ItemTruncate
    | ItemDelete
    | ResponseCreate
    | ResponseCancel
)
_EVENT: TypeAdapter[ClientEvent] = TypeAdapter(Annotated[ClientEvent, Field(discriminator="type")])


def read_event(text: str | bytes) -> ClientEvent:
    """Read what a client said.

    Args:
        text: One message of the WebSocket.

    Raises:
        RealtimeError: In OpenAI's words, if it cannot be understood.
    """
    try:
        content = json.loads(text)
    except ValueError:
        raise RealtimeError("The event is not valid JSON.", "invalid_json") from None
    event_id = content.get("event_id") if isinstance(content, dict) else None
    try:
        return _EVENT.validate_python(content)
    except ValidationError as error:
        raise as_realtime_error(error, event_id) from None


def as_realtime_error(
    error: ValidationError, event_id: object = None, under: str = ""
) -> RealtimeError:
    """Say in OpenAI's words what pydantic says in its own.

    Args:
        error: What is wrong.
        event_id: The client's id of its event.
        under: The field in which all of it is.
    """
    first = error.errors()[0]
    param = ".".join(filter(None, (under, *_path(first))))
    code, message = _words(first, param)
    return RealtimeError(
        message, code, param or None, event_id if isinstance(event_id, str) else None
    )


def _path(error: ErrorDetails) -> list[str]:
    """Where it is, without the tags that pydantic puts in for unions."""
    return [str(step) for step in error["loc"] if not _is_tag(step)]


def _is_tag(step: str | int) -> bool:
    tags = ("message", "function_call", "function_call_output", "server_vad", "semantic_vad")
    return isinstance(step, str) and ("." in step or "/" in step or step in tags)


def _words(error: ErrorDetails, param: str) -> tuple[str, str]:
    match error["type"]:
        case "extra_forbidden":
            return "unknown_parameter", f"Unknown parameter: '{param}'."
        case "missing" | "union_tag_not_found":
            return "missing_required_parameter", f"Missing required parameter: '{param or 'type'}'."
        case "union_tag_invalid":
            context = error.get("ctx", {})
            return "invalid_value", (
                f"Invalid value: '{context.get('tag')}'. "
                f"Supported values are: {context.get('expected_tags')}."
            )
        case "literal_error":
            expected = str(error.get("ctx", {}).get("expected", "")).replace(" or ", " and ")
            return "invalid_value", (
                f"Invalid value: '{error['input']}'. Supported values are: {expected}."
            )
        case _:
            return "invalid_type", f"Invalid value for '{param}': {error['msg']}."
