from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Persona:
    """Who the agent is in a conversation."""

    id: str
    label: str
    instruction: str
    """The prompt that opens the context."""
    greeting: str = ""
    """What is said first; empty for silence. In a file, empty for the usual greeting."""
    voice: str = ""
    """Id of the voice it speaks with; empty for the default one."""
