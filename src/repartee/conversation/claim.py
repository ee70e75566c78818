from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Claim:
    """Which conversation a caller wants to be in, and by what right."""

    conversation_id: str = ""
    """Empty for a new one with an id of ours."""
    token: str = ""
    """The resume token of a guest who comes back, or the conversation's invite token."""
    name: str = ""
    """What the caller wants to be called, at most 64 characters; empty for a number."""

    continues: bool = False
    """Whether an earlier conversation is to be gone on with, made again of what is written of it.
    """
    person: str = ""
    """Who the caller is, as `Choices` has it."""

    @property
    def is_new(self) -> bool:
        """Whether anything but a new conversation would be wrong."""
        return not self.token


# The longer one just fits into a WebSocket's reason for closing, 123 bytes.
_WRONG = (
    "The token is wrong: it is not one of this conversation's. Ask for a new invitation, or begin "
    "one of your own."
)
_MISSING = (
    "This conversation belongs to somebody else. Ask them for an invitation, or start "
    "a conversation of your own."
)


class ClaimError(Exception):
    """A caller cannot be in the conversation they ask for."""


class NoSuchConversationError(ClaimError):
    """It is over and nothing of it is kept, or it never was."""

    def __init__(self) -> None:
        super().__init__(
            "This conversation is not kept here any more. Start a new one, without its id."
        )


class NotYourConversationError(ClaimError):
    """The token is not one of this conversation's, or there is none."""

    def __init__(self, claim: Claim) -> None:
        super().__init__(_WRONG if claim.token else _MISSING)


class HistoryAwayError(ClaimError):
    """What was said in it cannot be read at the moment."""

    def __init__(self) -> None:
        super().__init__(
            "What was said in this conversation cannot be read right now. Please try again later; "
            "whoever runs this server can see in its log why."
        )


class RoomFullError(ClaimError):
    """Nobody more may join."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"There are {limit} people in this conversation already, and no more fit.")
        self.limit = limit
