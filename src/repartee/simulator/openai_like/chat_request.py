"""What a request for a chat completion must be like."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipecat.processors.aggregators.llm_context import LLMContextMessage

from repartee.simulator.mind import Conversation
from repartee.simulator.standin import RefusedError
from repartee.simulator.thinking import count_tokens

_ROLES = {"system", "developer", "user", "assistant", "tool", "function"}


@dataclass(frozen=True)
class ChatRequest:
    """A checked request."""

    model: str
    conversation: Conversation
    prompt_tokens: int
    most_tokens: int | None
    stream: bool
    include_usage: bool


def read_request(body: Mapping[str, Any]) -> ChatRequest:
    """Check a request's body.

    Args:
        body: The JSON.

    Raises:
        RefusedError: With 400, if it is none that can be answered.
    """
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise RefusedError(400, "you must provide a model parameter", "missing_model", "model")
    messages = read_messages(body.get("messages"))
    tools = body.get("tools") or []
    most = body.get("max_completion_tokens") or body.get("max_tokens")
    options = body.get("stream_options")
    return ChatRequest(
        model=model,
        conversation=Conversation(
            messages, frozenset() if body.get("tool_choice") == "none" else tool_names(tools)
        ),
        prompt_tokens=count_tokens(messages, tools),
        most_tokens=most if isinstance(most, int) and most > 0 else None,
        stream=bool(body.get("stream")),
        include_usage=isinstance(options, dict) and bool(options.get("include_usage")),
    )


def read_messages(messages: object) -> Sequence[LLMContextMessage]:
    """Check the messages of a request.

    Raises:
        RefusedError: With 400, if they are none.
    """
    if not isinstance(messages, list) or not messages:
        raise RefusedError(400, "Invalid 'messages': expected a non-empty array.", "", "messages")
    for at, message in enumerate(messages):
        if not isinstance(message, dict) or message.get("role") not in _ROLES:
            raise RefusedError(400, f"Invalid 'messages[{at}]'.", "invalid_value", "messages")
    _require_results(messages)
    return messages


def _require_results(messages: Sequence[Mapping[str, Any]]) -> None:
    """Each tool call must be followed by its result, and each result must follow its call."""
    waiting: list[str] = []
    for message in messages:
        if message["role"] == "tool":
            if message.get("tool_call_id") not in waiting:
                raise RefusedError(
                    400,
                    "messages with role 'tool' must be a response to a preceeding message with "
                    "'tool_calls'.",
                    "",
                    "messages",
                )
            waiting.remove(message["tool_call_id"])
            continue
        if waiting:
            break
        waiting = [str(call.get("id")) for call in message.get("tool_calls") or ()]
    if waiting:
        raise RefusedError(
            400,
            "An assistant message with 'tool_calls' must be followed by tool messages responding "
            "to each 'tool_call_id'. The following tool_call_ids did not have response messages: "
            f"{', '.join(waiting)}",
            "",
            "messages",
        )


def tool_names(tools: object) -> frozenset[str]:
    """Names of the functions that a request offers.

    Raises:
        RefusedError: With 400, if one has no name.
    """
    try:
        return frozenset(tool["function"]["name"] for tool in tools)  # type: ignore[attr-defined]
    except (TypeError, KeyError):
        raise RefusedError(400, "Invalid 'tools'.", "invalid_value", "tools") from None
