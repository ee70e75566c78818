from __future__ import annotations

from pydantic import JsonValue

from repartee.conversation.events import AgentTurn, Event
from repartee.history.redaction.redactor import Redactor

# Names by which events refer to each other, and words of ours. Everything else may hold what
# people said, a field that is new too.
_OURS = frozenset(
    {"kind", "at", "guest", "call_id", "tool", "desk", "state", "part", "file", "way", "how", "by"}
)


def redacted(event: Event, redactor: Redactor) -> Event:
    """Take out of an event what shall not be stored.

    Args:
        event: As it happened; it is left as it is.
        redactor: Knows what.
    """
    changes: dict[str, JsonValue] = {}
    for name in type(event).model_fields:
        value = getattr(event, name)
        if name not in _OURS and isinstance(value, str | dict | list):
            changes[name] = redactor.value(value)
    if isinstance(event, AgentTurn):
        changes["heard"] = redactor.beginning(event.heard, event.generated)
    return event.model_copy(update=changes)
