"""When a conversation is summarised, and how much of it; pure."""

from __future__ import annotations

from dataclasses import dataclass

from pipecat.processors.aggregators.llm_context import LLMContextMessage

from repartee.services.context.exchanges import (
    Messages,
    exchanges_in,
    opening_notes,
    place_of_summary,
    summarised,
)
from repartee.services.context.window import Count

KEPT_WHOLE = 10
"""Exchanges that are never summarised while there is room for them."""

_BEGIN = 0.6  # of the room: early enough that several attempts may fail before it is full
_HURRY = 0.85
_KEPT_SHARE = 0.75  # what the exchanges kept whole may take before they count as too long
_TAKEN_SHARE = 0.7  # a summary is written by the same model, which has to read all of it
_WORTHWHILE = 4  # exchanges; one at a time would be a summary a turn
_SUMMARY_SHARE = 0.15
_SHORTEST, _LONGEST = 100, 800  # tokens of a summary


@dataclass(frozen=True)
class SummaryPlan:
    """What is to be summarised."""

    older: list[LLMContextMessage]
    """The summary so far, and the exchanges that come into the next one."""
    exchanges: int
    """How many exchanges the summary is of, counted from the beginning."""
    tokens: int
    """How long it may be."""
    hurry: bool
    """Whether it may wait no longer."""


def plan_summary(messages: Messages, room: int, count: Count) -> SummaryPlan | None:
    """Decide whether older exchanges are to be summarised now.

    Args:
        messages: The whole conversation, oldest first.
        room: How many tokens a model takes of it.
        count: Counts them.

    Returns:
        None while there is room enough, or nothing old enough.
    """
    opening, at = opening_notes(messages), place_of_summary(messages)
    head = messages[max(at, 0) : at + 1]
    exchanges = exchanges_in(messages[max(at + 1, len(opening)) :])
    sizes = [count(each) for each in exchanges]
    used = (count(opening) + count(head) + sum(sizes)) / room if room > 0 else 1.0
    if used < _BEGIN:
        return None
    taken = _taken(sizes, room)
    hurry = used >= _HURRY
    if not taken or (taken < _WORTHWHILE and not hurry):
        return None
    older = [message for exchange in exchanges[:taken] for message in exchange]
    before = summarised(head[0]) if head else 0
    tokens = min(max(int(room * _SUMMARY_SHARE), _SHORTEST), _LONGEST)
    return SummaryPlan([*head, *older], before + taken, tokens, hurry)


def _taken(sizes: list[int], room: int) -> int:
    """How many of the oldest exchanges are summarised."""
    keep = min(KEPT_WHOLE, len(sizes))
    while keep > 1 and sum(sizes[-keep:]) > _KEPT_SHARE * room:
        keep -= 1
    taken = len(sizes) - keep
    while taken > 1 and sum(sizes[:taken]) > _TAKEN_SHARE * room:
        taken -= 1
    return taken
