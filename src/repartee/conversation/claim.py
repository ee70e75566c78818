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

    @property
    def is_new(self) -> bool:
        """Whether anything but a new conversation would be wrong."""
        return not self.token


class ClaimError(Exception):
    """A caller cannot be in the conversation they ask for."""


class NoSuchConversationError(ClaimError):
    """It is over and nothing of it is kept, or it never was."""

    def __init__(self) -> None:
        super().__init__(
            "This conversation is not kept here any more. Start a new one, without its id."
        )


class NotYourConversationError(ClaimError):
    """The token is not one of this conversation's."""

    def __init__(self) -> None:
        super().__init__(
            "This conversation belongs to somebody else. Ask them for an invitation, or start "
            "a conversation of your own."
        )


class RoomFullError(ClaimError):
    """Nobody more may join."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"There are {limit} people in this conversation already, and no more fit.")
        self.limit = limit
