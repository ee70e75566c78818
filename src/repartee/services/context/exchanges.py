"""A conversation's messages as exchanges, and the summary that may stand among them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import cast

from pipecat.processors.aggregators.llm_context import (
    LLMContextMessage,
    LLMSpecificMessage,
    standard_message_text,
)

INSTRUCTIONS = "Your instructions from now on: "
"""How a message begins that changes who the agent is; the newest one always counts."""

KNOWN = "What you know of the person you talk to, from earlier conversations. "
"""How the message begins that says so; it always counts, and is no part of what was said."""

_SUMMARY = re.compile(r"What was said in the first (\d+) exchanges of this conversation:\n")

Messages = Sequence[LLMContextMessage]


def exchanges_in(messages: Messages) -> list[list[LLMContextMessage]]:
    """Cut messages into exchanges: what a caller says, and all that follows until they speak again.

    A tool's call and its result are always in the same one: where the caller spoke between them,
    those are one exchange.

    Args:
        messages: Oldest first.

    Returns:
        The exchanges; joined, they are the messages. The first may begin with the agent's words.
    """
    exchanges: list[list[LLMContextMessage]] = []
    answered = {_result(each) for each in messages}
    open_calls: set[str] = set()
    caller_has_word = False
    for message in messages:
        begins = _role(message) == "user" and not caller_has_word and not open_calls
        if begins or not exchanges:
            exchanges.append([])
        exchanges[-1].append(message)
        open_calls = (open_calls | (_calls(message) & answered)) - {_result(message)}
        caller_has_word = _role(message) == "user" or (caller_has_word and _is_note(message))
    return exchanges


def summary_message(exchanges: int, text: str) -> LLMContextMessage:
    """Put a summary into the shape of the context.

    Args:
        exchanges: How many exchanges it is of, counted from the beginning of the conversation.
        text: The summary.
    """
    content = f"What was said in the first {exchanges} exchanges of this conversation:\n{text}"
    return cast("LLMContextMessage", {"role": "system", "content": content})


def summarised(message: LLMContextMessage) -> int:
    """How many exchanges a message is the summary of; 0 for a message that is none."""
    if _role(message) != "system":
        return 0
    found = _SUMMARY.match(standard_message_text(message))
    return int(found[1]) if found else 0


def place_of_summary(messages: Messages) -> int:
    """Where the newest summary stands; -1 for nowhere."""
    places = range(len(messages) - 1, -1, -1)
    return next((at for at in places if summarised(messages[at])), -1)


def opening_notes(messages: Messages) -> list[LLMContextMessage]:
    """What a model is told before anybody speaks, such as what is known of the caller."""
    opening: list[LLMContextMessage] = []
    for message in messages:
        if not _is_note(message) or summarised(message) or _instructs(message):
            break
        opening.append(message)
    return opening


def newest_instructions(messages: Messages) -> LLMContextMessage | None:
    """The last message that changes who the agent is."""
    return next((each for each in reversed(messages) if _instructs(each)), None)


def is_known(message: LLMContextMessage) -> bool:
    """Whether a message says what is known of the caller."""
    return _role(message) == "developer" and standard_message_text(message).startswith(KNOWN)


def _instructs(message: LLMContextMessage) -> bool:
    return _role(message) == "system" and standard_message_text(message).startswith(INSTRUCTIONS)


def _is_note(message: LLMContextMessage) -> bool:
    return _role(message) in ("system", "developer")


def _role(message: LLMContextMessage) -> str:
    return "" if isinstance(message, LLMSpecificMessage) else str(message["role"])


def _calls(message: LLMContextMessage) -> set[str]:
    calls = None if isinstance(message, LLMSpecificMessage) else message.get("tool_calls")
    return {str(call.get("id")) for call in calls} if isinstance(calls, list) else set()


def _result(message: LLMContextMessage) -> str:
    if isinstance(message, LLMSpecificMessage) or message["role"] != "tool":
        return ""
    return str(message.get("tool_call_id", ""))
