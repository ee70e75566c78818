from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from repartee.conversation.keep import KeepRules


@dataclass(frozen=True, slots=True)
class Menu:
    """What a caller may choose, by id; an empty choice is always allowed."""

    voices: tuple[str, ...] = ()
    brains: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
    prompts: bool = True
    """Whether callers may say who the agent is."""
    labels: Mapping[str, str] = field(default_factory=dict)
    """What people call voices and brains, by id."""
    keep: KeepRules = field(default_factory=KeepRules)
