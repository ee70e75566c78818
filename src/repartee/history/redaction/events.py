from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from repartee.conversation.events import AgentTurn, Event
from repartee.engines.threads import SideThreads
from repartee.history.records import NumberedEvent
from repartee.history.redaction.redactor import Redactor

# Names by which events refer to each other, and words of ours. Everything else may hold what
# people said, a field that is new too.
_OURS = frozenset(
    {"kind", "at", "guest", "call_id", "tool", "desk", "state", "part", "file", "way", "how", "by"}
)
# Not the loop's own pool: that encodes the calls' sound, and a long text takes a while.
_THREAD = SideThreads("redaction", 1)


async def redacted_all(events: Sequence[NumberedEvent], redactor: Redactor) -> list[NumberedEvent]:
    """Take out of events what shall not be stored, beside the event loop.

    Args:
        events: As they happened.
        redactor: Knows what.
    """
    if redactor.is_idle:
        return list(events)
    return await _THREAD.run(
        lambda: [NumberedEvent(each.number, redacted(each.event, redactor)) for each in events]
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
