"""The server's events, in the shapes of OpenAI's Realtime API (GA names)."""

from __future__ import annotations

import secrets
from enum import StrEnum
from typing import Any

Event = dict[str, Any]
"""One event, ready to be written as JSON."""


def new_id(kind: str) -> str:
    """Make an id that cannot be guessed.

    Args:
        kind: What it is of: `item`, `resp`, `event`, `sess`, `mcp`.
    """
    return f"{kind}_{secrets.token_hex(10)}"


def event(kind: str, **fields: Any) -> Event:
    """Make an event.

    Args:
        kind: Its type.
        fields: What else it carries.
    """
    return {"type": kind, "event_id": new_id("event"), **fields}


class ErrorType(StrEnum):
    """Whose fault it is, in OpenAI's words."""

    REQUEST = "invalid_request_error"
    SERVER = "server_error"


def error(
    message: str,
    *,
    code: str,
    param: str | None = None,
    caused_by: str | None = None,
    kind: ErrorType = ErrorType.REQUEST,
) -> Event:
    """Make the event that something went wrong; the conversation goes on.

    Args:
        message: A sentence for people.
        code: A word for programs.
        param: Which field is wrong.
        caused_by: The `event_id` of the client's event.
        kind: Whose fault it is.
    """
    fault = {
        "type": str(kind),
        "code": code,
        "message": message,
        "param": param,
        "event_id": caused_by,
    }
    return event("error", error=fault)


def message_item(
    item_id: str,
    role: str,
    content: list[dict[str, Any]],
    status: str = "completed",
) -> dict[str, Any]:
    """Make an item that says something."""
    return {
        "id": item_id,
        "object": "realtime.item",
        "type": "message",
        "status": status,
        "role": role,
        "content": content,
    }


def call_item(
    item_id: str, call_id: str, name: str, arguments: str, status: str = "completed"
) -> dict[str, Any]:
    """Make an item that calls a function of the client's."""
    return {
        "id": item_id,
        "object": "realtime.item",
        "type": "function_call",
        "status": status,
        "name": name,
        "call_id": call_id,
        "arguments": arguments,
    }


def mcp_call_item(server_label: str, name: str, arguments: str) -> dict[str, Any]:
    """Make an item that calls a tool that runs at this side."""
    return {
        "id": new_id("mcp"),
        "object": "realtime.item",
        "type": "mcp_call",
        "server_label": server_label,
        "name": name,
        "arguments": arguments,
        "approval_request_id": None,
        "output": None,
        "error": None,
    }
