"""A conversation as JSON: what can be imported again.

The events are written one a line, so that line-based tools can read them; a reader must not
count on it.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from repartee.history.encoding import encode
from repartee.history.records import ConversationSummary, NumberedEvent

FORMAT = "repartee-conversation"
VERSION = 1

_SUMMARY = TypeAdapter(ConversationSummary)


class Subject(BaseModel):
    """Which conversation a document is of; all else that it says of it follows from the events."""

    model_config = ConfigDict(extra="ignore")

    id: str = Field(min_length=1, max_length=128, pattern=r"^[A-Za-z0-9._:~-]+$")
    title: str = Field("", max_length=200)


class Head(BaseModel):
    """What a document begins with."""

    model_config = ConfigDict(extra="ignore")

    format: Literal["repartee-conversation"]
    version: Literal[1]
    conversation: Subject


async def document(
    summary: ConversationSummary, events: AsyncIterator[NumberedEvent]
) -> AsyncIterator[str]:
    """Write a conversation as JSON, a piece at a time.

    Args:
        summary: Of the conversation.
        events: All of them, in order.
    """
    yield _beginning(summary)
    separator = "\n"
    async for each in events:
        yield f'{separator}{{"number": {each.number}, "event": {encode(each.event)}}}'
        separator = ",\n"
    yield "\n]}\n"


def _beginning(summary: ConversationSummary) -> str:
    about = _SUMMARY.dump_json(summary).decode()
    return f'{{"format": "{FORMAT}", "version": {VERSION}, "conversation": {about},\n"events": ['
