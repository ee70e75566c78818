from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Guest:
    """A person in a conversation, whichever line they are on and however often they come back."""

    id: str
    name: str

    def as_message(self) -> dict[str, str]:
        """What the others' pages are told of them."""
        return {"id": self.id, "name": self.name}
