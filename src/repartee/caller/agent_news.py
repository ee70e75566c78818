from __future__ import annotations

from dataclasses import dataclass, field

from repartee.caller.errors import CallEndedError
from repartee.caller.rtvi import Message
from repartee.caller.terms import Ticket


@dataclass(frozen=True, slots=True)
class Conversation:
    """What the agent has told of the conversation.

    Attributes:
        ticket: What lets this caller come back.
        invite_token: What lets somebody else in.
        resumed: Whether an earlier conversation goes on.
    """

    ticket: Ticket
    invite_token: str
    resumed: bool


@dataclass(slots=True)
class AgentNews:
    """What the agent has told of itself."""

    ready: bool = False
    speaking: bool = False
    stops: list[float] = field(default_factory=list)
    """When it reported that it stopped speaking, monotonic seconds."""
    goodbye: CallEndedError | None = None
    conversation: Conversation | None = None

    def take(self, message: Message, at: float) -> None:
        """Take in one message."""
        match message.kind, message.text("type"):
            case "bot-ready", _:
                self.ready = True
            case "bot-started-speaking", _:
                self.speaking = True
            case "bot-stopped-speaking", _:
                self.speaking = False
                self.stops.append(at)
            case "server-message", "ending" if self.goodbye is None:
                self.goodbye = CallEndedError(message.text("reason"), message.text("message"))
            case "server-message", "conversation":
                self.conversation = _conversation(message)


def _conversation(message: Message) -> Conversation:
    return Conversation(
        Ticket(message.text("id"), message.text("resume_token")),
        message.text("invite_token"),
        message.data.get("resumed") is True,
    )
