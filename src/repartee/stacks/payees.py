"""Whose a service is, as metrics name it."""

from __future__ import annotations

import weakref

from pipecat.services.ai_service import AIService


class Payees:
    """Which provider made which service. Names of services are unique in a process."""

    def __init__(self) -> None:
        """Know nobody."""
        self._providers: dict[str, str] = {}

    def note(self, service: AIService, provider: str) -> None:
        """Remember whose a service is, for as long as there is the service.

        Args:
            service: Just made.
            provider: The id of who made it.
        """
        self._providers[service.name] = provider
        weakref.finalize(service, self._providers.pop, service.name, None).atexit = False

    def of(self, processor: str) -> str:
        """The provider's id; empty if nobody here made it.

        Args:
            processor: A service's name.
        """
        return self._providers.get(processor, "")
