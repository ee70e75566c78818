"""What to say about a tool's result, where no language model puts it into words."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipecat.processors.aggregators import async_tool_messages
from pipecat.processors.aggregators.llm_context import LLMContextMessage, LLMSpecificMessage

from repartee.tools.assignments.telling import for_the_ear

# What Pipecat's assistant aggregator writes for a call without a result.
_CANCELLED = "CANCELLED"

_FAILED = "Sorry, that didn't work. Please try again."
_TOO_SLOW = "Sorry, that took too long, so I stopped."
_DONE = "That is done."


def spoken_result(content: str) -> str:
    """Find what to say about a tool's result as the conversation records it.

    Args:
        content: JSON with a "say", or with a "text" for the eye, as tools of other programs give
            it; or what Pipecat writes when a call went wrong.
    """
    if content == _CANCELLED:
        return _TOO_SLOW
    try:
        result = json.loads(content)
    except ValueError:
        return _FAILED
    match result:
        case {"say": str(say)} if say:
            return say
        case {"text": str(text)} if words := for_the_ear(text):
            return words
        case {"ok": True}:
            return _DONE
        case _:
            return _FAILED


def late_result(messages: Sequence[LLMContextMessage]) -> str | None:
    """Find a result at the end of a conversation that came after the talk had gone on.

    Returns:
        The result as the conversation records it; None if there is none.
    """
    last = messages[-1] if messages else None
    if last is None or isinstance(last, LLMSpecificMessage):
        return None
    payload = async_tool_messages.parse_message(last)
    return payload.result if payload is not None and payload.kind == "final" else None
