"""A yes or no to what was asked about a dangerous call: the same call is made again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pipecat.processors.aggregators.llm_context import (
    LLMContextMessage,
    LLMSpecificMessage,
    standard_message_text,
)

from repartee.tools.assent import Assent, assent_in


@dataclass(frozen=True)
class RepeatedCall:
    """A call that the caller was asked about."""

    tool: str
    arguments: dict[str, str | int | float]
    intent: str = "asked"
    replies: tuple[str, ...] = ()


def asked_call(messages: Sequence[LLMContextMessage], words: str) -> RepeatedCall | None:
    """Find the call that a caller's yes or no is about.

    Whether it may be made is not decided here: a no is handed on like a yes, as the tools' own
    `Consent` knows what was heard, and takes the question down.

    Args:
        messages: What was said before those words, oldest first.
        words: What the caller said.

    Returns:
        None if they are no plain yes or no, or nothing was asked right before them.
    """
    if assent_in(words) is Assent.UNCLEAR:
        return None
    spoken = False
    for message in _backwards_to_caller(messages):
        match message:
            case {"role": "tool", "content": str(content), "tool_call_id": str(id_)}:
                return _call(messages, id_) if spoken and question_in(content) else None
            case {"role": "assistant"}:
                spoken = spoken or bool(standard_message_text(message).strip())
    return None


def question_in(result: str) -> str:
    """What is asked before a call can be made; empty for any other result.

    Args:
        result: As the conversation records it.
    """
    match _json(result):
        case {"asked": str(question)}:
            return question
        case _:
            return ""


def _backwards_to_caller(messages: Sequence[LLMContextMessage]) -> Iterator[LLMContextMessage]:
    for message in reversed(messages):
        if isinstance(message, LLMSpecificMessage):
            continue
        if message["role"] == "user":
            return
        yield message


def _call(messages: Sequence[LLMContextMessage], id_: str) -> RepeatedCall | None:
    for message in reversed(messages):
        calls = [] if isinstance(message, LLMSpecificMessage) else message.get("tool_calls", [])
        for call in calls if isinstance(calls, list) else []:
            match call:
                case {"id": found, "function": {"name": str(tool), "arguments": str(arguments)}}:
                    if found == id_:
                        return RepeatedCall(tool, dict(_json(arguments)))
    return None


def _json(text: str) -> Mapping[str, str | int | float]:
    try:
        value = json.loads(text)
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}
