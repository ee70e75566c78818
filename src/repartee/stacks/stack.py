from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from repartee.conversation.parts import Choices, Parts
from repartee.conversation.persona import Persona
from repartee.engines.phrasebook import PhraseGroup
from repartee.services.provider import BrainProvider, Provider, VoiceChoice
from repartee.services.voices.phrases import PhraseCache
from repartee.stacks.languages import speaks, voice_for


@dataclass(frozen=True)
class Part:
    """One part of a stack: what it is called, and why it was picked."""

    name: str
    label: str
    why: str
    fallbacks: tuple[str, ...] = ()
    """Labels of what takes over when it fails, in order."""


@dataclass(frozen=True)
class Brain:
    """A brain a caller may choose."""

    id: str
    label: str


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
    def voices(self) -> tuple[VoiceChoice, ...]:
        """The voices a caller may choose."""
        ...

    @property
    def brains(self) -> tuple[Brain, ...]:
        """The brains a caller may choose."""
        ...

    @property
    def personas(self) -> tuple[Persona, ...]:
        """The personas a caller may choose."""
        ...

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages a caller may choose."""
        ...

    @property
    def providers(self) -> dict[str, Provider]:
        """Every provider in use, by the name that `/health` has for it."""
        ...

    @property
    def language_models(self) -> Sequence[BrainProvider]:
        """What can think about a conversation once it is over, in order; empty for nothing."""
        ...

    def provider_of(self, processor: str) -> str:
        """Whose a service is.

        Args:
            processor: As metrics name it.

        Returns:
            The id of the provider that made it; empty for nobody's.
        """
        ...

    def part_of(self, processor: str) -> str:
        """What a service does.

        Args:
            processor: As metrics name it.

        Returns:
            `ears`, `brain`, `voice`, or `talker` for a model that does all; empty for nobody's.
        """
        ...

    @property
    def phrases(self) -> PhraseCache | None:
        """What is kept of phrases that all conversations say; None for nothing."""
        ...

    def describe(self) -> StackDescription:
        """Ears, brain and voice, in words."""
        ...

    async def start(self) -> None:
        """Load every engine."""
        ...

    async def close(self) -> None:
        """Let every engine go."""
        ...


def speaking_voice(stack: Stack, choices: Choices) -> str:
    """Tell which voice a conversation is held with, unless another has to take over.

    Args:
        stack: Makes the voice.
        choices: What the caller chose.

    Returns:
        Its id; empty where the language decides, and no voice is known to speak it.
    """
    wanted = choices.voice or stack.persona(choices).voice
    chosen = voice_for(stack.voices, wanted, choices.language)
    default = next(iter(stack.voices), None)
    usual = default.id if default is not None and speaks(default, choices.language) else ""
    return chosen or usual
