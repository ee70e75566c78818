"""What history gives out and takes in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from repartee.conversation.events import Event

Item = TypeVar("Item")


@dataclass(frozen=True)
class NumberedEvent:
    """An event, and its place in its conversation."""

    number: int
    """1, 2, 3 … without a gap."""
    event: Event


@dataclass(frozen=True)
class ConversationSummary:
    """What is known of a conversation without reading it."""

    id: str
    title: str
    """As somebody named it; empty until then."""
    began_at: datetime
    last_at: datetime
    """When something was last written of it."""
    ended_at: datetime | None
    """None while its newest sitting goes on."""
    sittings: int
    turns: int
    """How many exchanges."""
    secs: float
    """How long all sittings were that are over."""
    stack: str
    """Of the newest sitting."""
    way: str
    """By which transport the first guest came."""
    errors: int
    """How often a part failed."""
    has_audio: bool
    preview: str
    """The first words that somebody said to the agent."""
    spent_usd: float = 0.0
    """What it has cost in US dollars, of what has a known price."""


@dataclass(frozen=True)
class Found(ConversationSummary):
    """A conversation, and where in it what was looked for is."""

    snippet: list[tuple[str, bool]] = field(default_factory=list)
    """The newest turn with all the words, in pieces, and whether each is one of them; empty where
    no words were asked for, or only the title has them."""


@dataclass(frozen=True)
class Query:
    """Which conversations are wanted; all that is not given is no condition."""

    text: str = ""
    """Words that were said in it, or are in its title; the last may be a word's beginning."""
    since: datetime | None = None
    """Something was written of it at this time or later."""
    until: datetime | None = None
    """It began before this time."""
    stack: str = ""
    shortest_secs: float | None = None
    longest_secs: float | None = None
    errors: bool | None = None
    """Whether some part failed in it."""
    cursor: str = ""
    """`Page.next` of the page before."""
    limit: int = 50


@dataclass(frozen=True)
class Page(Generic[Item]):
    """Some of what was asked for, the newest first."""

    items: list[Item] = field(default_factory=list)
    next: str = ""
    """The cursor of the next page; empty for the last."""


@dataclass(frozen=True)
class Hit:
    """A place where the words that were looked for were said."""

    conversation: ConversationSummary
    number: int
    """Of the event."""
    snippet: list[tuple[str, bool]]
    """The text in pieces, and whether each is what was looked for."""
