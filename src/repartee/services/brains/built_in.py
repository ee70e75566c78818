from __future__ import annotations

from repartee.engines.phrasebook import Phrasebook
from repartee.services.brains.intents import IntentLLMService
from repartee.services.provider import Check, Verdict


class BuiltInBrain:
    """The phrasebook as a brain: it knows few things, and those for certain."""

    id = "built-in"
    label = "Built-in intents (hassil)"
    languages = ("en",)

    def __init__(self, phrasebook: Phrasebook) -> None:
        """Describe the brain.

        Args:
            phrasebook: What it understands.
        """
        self._phrasebook = phrasebook

    async def start(self) -> None:
        """Nothing is to be loaded."""

    async def close(self) -> None:
        """Nothing is to be let go."""

    async def check(self) -> Check:
        """Whether it can be used: always."""
        return Check(Verdict.HEALTHY, "comes with Repartee; understands the phrases the page lists")

    def brain(self) -> IntentLLMService:
        """Make the service of one session."""
        return IntentLLMService(parser=self._phrasebook)
