"""What of a conversation fits; pure."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from pipecat.processors.aggregators.llm_context import LLMContextMessage, LLMSpecificMessage

from repartee.services.context.exchanges import (
    Messages,
    exchanges_in,
    newest_instructions,
    opening_notes,
    place_of_summary,
)

# Of a text that is too long by itself, beginning and end say most.
_LEFT_OUT = " […] "
_SHORTEST_TEXT = 80

Count = Callable[[Messages], int]
"""Tells how many tokens messages have."""


def window(messages: Messages, room: int, count: Count) -> list[LLMContextMessage]:
    """Choose what a model is given: the newest summary, and the exchanges after it that fit.

    What it was told before anybody spoke, and the newest instructions, stay in any case.

    Exchanges are left out whole, the oldest first; the newest one stays. Where it is too long by
    itself, the longest texts are shortened.

    Args:
        messages: The whole conversation, oldest first.
        room: How many tokens there is room for.
        count: Counts them.

    Returns:
        What is known of the caller, and at least the newest exchange.
    """
    opening, at = opening_notes(messages), place_of_summary(messages)
    head = [*opening, *messages[max(at, 0) : at + 1]]
    exchanges = exchanges_in(messages[max(at + 1, len(opening)) :])
    left = room - count(head) - sum(map(count, exchanges))
    first = 0
    while left < 0 and first < len(exchanges) - 1:
        left += count(exchanges[first])
        first += 1
    chosen = [*head, *(message for exchange in exchanges[first:] for message in exchange)]
    instructions = newest_instructions(messages)
    if instructions is not None and not any(each is instructions for each in chosen):
        chosen.insert(0, instructions)
    fitting = _shortened(chosen, room, count) if left < 0 else chosen
    return [*map(_as_note, fitting[:1]), *fitting[1:]]


def _shortened(messages: Messages, room: int, count: Count) -> list[LLMContextMessage]:
    """Cut the longest texts down until all of it fits, or nothing is long any more."""
    kept = list(messages)
    longest = max((len(_text(each)) for each in kept), default=0)
    while count(kept) > room and longest > _SHORTEST_TEXT:
        longest = max(longest // 2, _SHORTEST_TEXT)
        kept = [_cut(each, longest) for each in kept]
    return kept


def _as_note(message: LLMContextMessage) -> LLMContextMessage:
    """Let what comes first be no system message: Pipecat drops that one where there is a prompt."""
    if isinstance(message, LLMSpecificMessage) or message["role"] != "system":
        return message
    note = {**cast("dict[str, Any]", message), "role": "developer"}
    return cast("LLMContextMessage", note)


def _cut(message: LLMContextMessage, longest: int) -> LLMContextMessage:
    text = _text(message)
    if len(text) <= longest:
        return message
    half = (longest - len(_LEFT_OUT)) // 2
    short = f"{text[:half]}{_LEFT_OUT}{text[-half:]}"
    return cast("LLMContextMessage", {**cast("dict[str, Any]", message), "content": short})


def _text(message: LLMContextMessage) -> str:
    content = None if isinstance(message, LLMSpecificMessage) else message.get("content")
    return content if isinstance(content, str) else ""
