"""Whose words they are, where there are several guests; no I/O."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from repartee.transports.room.guest import Guest

# RTVI's messages with what somebody said or typed.
_THEIR_WORDS = frozenset({"user-transcription", "user-input", "user-llm-text"})


def signed(guest: Guest, words: str) -> str:
    """Words with the name of whoever said them, as the agent's context has them in company."""
    return f"[{guest.name}] {words}"


def signed_message(guest: Guest, message: dict[str, Any]) -> dict[str, Any]:
    """A guest's message, so that the agent knows who typed where it could be anybody.

    Args:
        guest: Who sent it.
        message: Of any kind; what is no typed text stays as it is.
    """
    data = message.get("data")
    if message.get("type") != "send-text" or not isinstance(data, dict):
        return message
    return {**message, "data": {**data, "content": signed(guest, str(data.get("content", "")))}}


def with_speaker(
    message: dict[str, Any], guests: Iterable[Guest], speaker: Callable[[], Guest | None]
) -> dict[str, Any]:
    """A message for everybody that says who spoke; the words may have been signed on their way.

    Args:
        message: Of any kind; what has nobody's words in it stays as it is.
        guests: Who may have signed them.
        speaker: Who spoke words that nobody signed; None for nobody.
    """
    if message.get("type") not in _THEIR_WORDS:
        return message
    data = dict(message.get("data") or {})
    words = str(data.get("text", ""))
    for guest in guests:
        if words.startswith(signed(guest, "")):
            unsigned = words.removeprefix(signed(guest, ""))
            return {**message, "data": {**data, "text": unsigned, "user_id": guest.id}}
    who = None if data.get("user_id") else speaker()
    return {**message, "data": {**data, "user_id": who.id}} if who else message
