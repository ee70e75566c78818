from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol

from repartee.conversation.parts import Parts
from repartee.engines.phrasebook import PhraseGroup

CheckStatus = Literal["healthy", "degraded"]


@dataclass(frozen=True)
class Voice:
    """A voice a caller may choose."""

    id: str
    label: str


@dataclass(frozen=True)
class Part:
    """One part of a stack: what it is called, and why it was picked."""

    name: str
    label: str
    why: str


@dataclass(frozen=True)
class StackDescription:
    """Ears, brain and voice, in words."""

    name: str
    limited: bool
    ears: Part
    brain: Part
    voice: Part
    notice: str


class Stack(Parts, Protocol):
    """The engines all sessions share, and what makes each session's parts."""

    @property
    def phrase_groups(self) -> tuple[PhraseGroup, ...]:
        """What a limited brain understands; empty for one that understands anything."""
        ...

    @property
    def voices(self) -> tuple[Voice, ...]:
        """The voices a caller may choose."""
        ...

    @property
    def brains(self) -> list[str]:
        """Ids of the brains a caller may choose."""
        ...

    def describe(self) -> StackDescription:
        """Ears, brain and voice, in words."""
        ...

    def checks(self) -> dict[str, CheckStatus]:
        """How every part is."""
        ...

    async def start(self) -> None:
        """Load every engine."""
        ...

    async def close(self) -> None:
        """Let every engine go."""
        ...
