"""What a line itself has to tell its caller, in RTVI's words and in a WebSocket's."""

from __future__ import annotations

from typing import Any

from repartee.transports.websocket.codec import CloseCode

# RFC 6455, section 5.5: a control frame holds 125 bytes, two of which are the code.
_MOST_CLOSE_REASON_BYTES = 123
_CLOSE_CODES = {
    "error": CloseCode.INTERNAL_ERROR,
    "full": CloseCode.TRY_AGAIN_LATER,
    "refused": CloseCode.POLICY,
    "replaced": CloseCode.REPLACED,
    "stopping": CloseCode.SERVICE_RESTART,
}


def ending(reason: str, message: str) -> dict[str, Any]:
    """Make the server message that the line is about to be closed.

    Args:
        reason: A word for programs.
        message: A sentence for people.
    """
    data = {"type": "ending", "reason": reason, "message": message}
    return {"label": "rtvi-ai", "type": "server-message", "id": "line", "data": data}


def is_ending(message: dict[str, Any]) -> bool:
    """Whether this server message says that the conversation ends."""
    data = message.get("data")
    return isinstance(data, dict) and data.get("type") == "ending"


def error(text: str, *, fatal: bool) -> dict[str, Any]:
    """Make an RTVI error.

    Args:
        text: What went wrong, for people.
        fatal: Whether the line is closed because of it.
    """
    data = {"error": text, "fatal": fatal}
    return {"label": "rtvi-ai", "type": "error", "id": "line", "data": data}


def close_code(reason: str) -> CloseCode:
    """The code of a close frame for the reason of `Line.close`."""
    return _CLOSE_CODES.get(reason, CloseCode.NORMAL)


def close_reason(message: str) -> str:
    """As much of a sentence as a close frame can hold."""
    return message.encode()[:_MOST_CLOSE_REASON_BYTES].decode(errors="ignore")
