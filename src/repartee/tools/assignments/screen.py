"""What is shown of work that goes on: all of it, unless it is too much for one message."""

from __future__ import annotations

import json

from pydantic import JsonValue

from repartee.tools.assignments.assignment import Assignment

# Together less than the 262,144 bytes that Chromium and aiortc take in one message.
_TEXT_BYTES = 40_000
_DETAIL_BYTES = 60_000
_RESULT_BYTES = 140_000
_CUT = " … (cut)"


def shown(desk: str, assignment: Assignment, waiting: int) -> dict[str, JsonValue]:
    """The message about an assignment's state.

    Args:
        desk: Whose it is.
        assignment: As it stands.
        waiting: How many more wait behind it.
    """
    return {
        "type": "assignment",
        "desk": desk,
        "id": assignment.number,
        "text": cut_to(assignment.text, _TEXT_BYTES),
        "state": str(assignment.state),
        "note": assignment.note,
        "detail": cut_to(assignment.detail, _DETAIL_BYTES),
        "question": assignment.questions,
        "done": assignment.done,
        "steps": assignment.steps,
        "waiting": waiting,
        "result": cut_to(assignment.result, _RESULT_BYTES),
    }


def cut_to(text: str, most_bytes: int) -> str:
    """Cut a text to what it takes on the wire; a sign of another script takes six bytes there.

    Args:
        text: Any text.
        most_bytes: Bytes of JSON, as it is escaped.
    """
    if _size(text) <= most_bytes:
        return text
    kept = text
    while (size := _size(kept) + _size(_CUT)) > most_bytes:
        kept = kept[: int(len(kept) * most_bytes / size)]
    return kept + _CUT


def _size(text: str) -> int:
    return len(json.dumps(text))
