"""What history keeps of tool calls, and of work beside the talk."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pipecat.frames.frames import FunctionCallResultFrame
from pydantic import JsonValue

from repartee.conversation.events import Event, ToolAnswered, WorkChanged


def answered_in(frame: FunctionCallResultFrame, turn: int) -> list[Event]:
    """A tool's result, unless the call only goes on: then the result comes later.

    Args:
        frame: Pipecat's.
        turn: The exchange under way.
    """
    result = plain(frame.result)
    if isinstance(result, dict) and result.get("pending") is True:
        return []
    return [
        ToolAnswered(
            turn=turn,
            call_id=frame.tool_call_id,
            tool=frame.function_name,
            result=result,
            failed=frame.error is not None or has_failed(result),
        )
    ]


def late_answer(tool: str, call_id: str, result: Mapping[str, JsonValue]) -> ToolAnswered:
    """A tool's result that came when the talk had gone on."""
    answer = plain(result)
    return ToolAnswered(
        call_id=call_id, tool=tool, result=answer, failed=has_failed(answer), late=True
    )


def has_failed(result: JsonValue) -> bool:
    """Whether a tool says that it failed; one that asks first has not."""
    return isinstance(result, dict) and result.get("ok") is False and "asked" not in result


def work_in(message: Mapping[str, Any]) -> list[Event]:
    """The work that a server message of a tool tells of, if it does."""
    match message:
        case {"type": "assignment", "desk": str() as desk, "state": str() as state}:
            note = message.get("note") or message.get("text") or ""
            return [WorkChanged(desk=desk, state=state, note=str(note))]
        case _:
            return []


def plain(value: object) -> JsonValue:
    """Any value as JSON has it; what JSON has no word for is written out."""
    written: JsonValue = json.loads(json.dumps(value, default=str, ensure_ascii=False))
    return written
