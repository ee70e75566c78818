from __future__ import annotations

import json
from contextlib import suppress

from pydantic import JsonValue

from repartee.history.redaction.redactor import Redactor

# By which brains refer to calls, and what they call things; a changed one would be refused.
_OURS = frozenset({"role", "type", "id", "tool_call_id", "tool_use_id", "name"})


def redacted_message(message: dict[str, JsonValue], redactor: Redactor) -> dict[str, JsonValue]:
    """Take out of a message of a brain's context what shall not be stored.

    Args:
        message: As brains exchange it.
        redactor: Knows what.
    """
    return {name: _field(name, value, redactor) for name, value in message.items()}


def _part(part: JsonValue, redactor: Redactor) -> JsonValue:
    match part:
        case dict():
            return redacted_message(part, redactor)
        case list():
            return [_part(each, redactor) for each in part]
        case _:
            return redactor.value(part)


def _field(name: str, value: JsonValue, redactor: Redactor) -> JsonValue:
    if name in _OURS and isinstance(value, str):
        return value
    if name == "arguments" and isinstance(value, str):
        # JSON within JSON: a mark in the place of a number must be quoted.
        with suppress(ValueError):
            return json.dumps(redactor.value(json.loads(value)), ensure_ascii=False)
    return _part(value, redactor)
