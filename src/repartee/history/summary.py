"""A conversation's summary, brought up to date by each event: nobody ever counts anew."""

from __future__ import annotations

from dataclasses import replace

from repartee.conversation.events import (
    Event,
    Failed,
    GuestJoined,
    RecordingMade,
    SessionEnded,
    SessionStarted,
    TurnMeasured,
    UserTurn,
)
from repartee.history.encoding import storable
from repartee.history.records import ConversationSummary

_PREVIEW_CHARACTERS = 120


def blank(conversation_id: str, first: Event) -> ConversationSummary:
    """Of a conversation of which nothing is written yet.

    Args:
        conversation_id: Whose it is.
        first: What is written first.
    """
    return ConversationSummary(
        id=conversation_id,
        title="",
        began_at=first.at,
        last_at=first.at,
        ended_at=None,
        sittings=0,
        turns=0,
        secs=0.0,
        stack="",
        way="",
        errors=0,
        has_audio=False,
        preview="",
    )


def after(summary: ConversationSummary, event: Event) -> ConversationSummary:
    """The summary when an event has been written."""
    summary = replace(summary, last_at=max(summary.last_at, event.at))
    match event:
        case SessionStarted():
            stack = storable(event.stack) or summary.stack
            return replace(summary, sittings=summary.sittings + 1, stack=stack, ended_at=None)
        case SessionEnded():
            return replace(summary, ended_at=event.at, secs=summary.secs + event.secs)
        case GuestJoined():
            return replace(summary, way=summary.way or storable(event.way))
        case UserTurn():
            preview = summary.preview or storable(event.text)[:_PREVIEW_CHARACTERS]
            return replace(summary, turns=max(summary.turns, event.turn), preview=preview)
        case Failed():
            return replace(summary, errors=summary.errors + 1)
        case TurnMeasured():
            cost = sum(each.usd or 0.0 for each in event.charges)
            return replace(summary, spent_usd=summary.spent_usd + cost)
        case RecordingMade():
            return replace(summary, has_audio=True)
        case _:
            return summary
