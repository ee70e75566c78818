"""How a call is to be held, and who is told of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from repartee.caller.rtvi import Message
from repartee.caller.transcript import Caption
from repartee.caller.turns import Turn


@dataclass(frozen=True, slots=True)
class Patience:
    """How long to wait for what, in seconds."""

    connect: float = 20.0
    """For the connection, and then for the agent to be ready."""
    greeting: float = 8.0
    """For the greeting to begin."""
    answer: float = 20.0
    """For an answer to begin, from the last speech sample sent."""
    quiet: float = 1.0
    """Silence after which the agent has finished, provided that it does not report to be speaking;
    four times as long if it does."""
    longest_answer: float = 180.0
    """For an answer to end."""
    cut: float = 10.0
    """For an interrupted agent to fall silent."""


@dataclass(frozen=True, slots=True)
class SetUp:
    """How long it took to get through, in seconds from the first request."""

    session: float
    """Until the server had given a session."""
    connected: float
    """Until sound and messages could be sent."""
    ready: float
    """Until the agent was ready."""


@dataclass(frozen=True, slots=True)
class Listener:
    """What to call while the call goes on."""

    on_caption: Callable[[Caption], None] = lambda _: None
    on_message: Callable[[Message], None] = lambda _: None
    on_turn: Callable[[Turn], None] = lambda _: None


@dataclass(frozen=True, slots=True)
class Ticket:
    """What lets a caller back into a conversation, or into somebody else's.

    Attributes:
        conversation_id: Which conversation.
        token: What proves that the caller may: their own resume token, or an invitation.
    """

    conversation_id: str
    token: str
