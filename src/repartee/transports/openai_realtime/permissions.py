from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Permissions:
    """What a client may do."""

    instructions: bool = True
    """Whether it may say who the agent is."""
    max_text_chars: int = 2000
    """Longest message in writing."""
    turns: bool = True
    """Whether it may say when a turn is over, or to be answered."""
