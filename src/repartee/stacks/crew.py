from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

from loguru import logger
from pipecat.services.ai_service import AIService

from repartee.services.failover.breaker import CircuitBreaker
from repartee.services.failover.chain import Candidate, Chain, monotonic
from repartee.services.provider import Provider, ProviderError
from repartee.settings import SettingsError
from repartee.stacks.payees import Payees

P = TypeVar("P", bound=Provider)
S = TypeVar("S", bound=AIService)


class Crew(Generic[P]):
    """The providers of one part, in order, and what all sessions know of their failures."""

    def __init__(self, providers: Sequence[P]) -> None:
        """Take providers on.

        Args:
            providers: The first serves; the others take over when it fails, or are chosen.
        """
        self._providers = {provider.id: provider for provider in providers}
        self._breakers = {id_: CircuitBreaker(monotonic) for id_ in self._providers}
        self.payees = Payees()
        """Whose the services are that were made here."""

    def __iter__(self) -> Iterator[P]:
        return iter(self._providers.values())

    @property
    def first(self) -> P:
        """The one that serves unless something is wrong."""
        return next(iter(self._providers.values()))

    @property
    def ids(self) -> list[str]:
        """What settings call them."""
        return list(self._providers)

    async def start(self) -> None:
        """Start all of them; a fallback that cannot start is left out, and the log says so.

        Raises:
            SettingsError: If the first cannot start.
        """
        first = self.first
        outcomes = await asyncio.gather(
            *(provider.start() for provider in self), return_exceptions=True
        )
        for provider, outcome in list(zip(self, outcomes, strict=True)):
            if isinstance(outcome, ProviderError) and provider is not first:
                logger.warning("{} cannot help out: {}", provider.label, outcome)
                del self._providers[provider.id]
                await provider.close()
            elif isinstance(outcome, ProviderError):
                raise SettingsError(str(outcome)) from outcome
            elif isinstance(outcome, BaseException):
                raise outcome

    async def close(self) -> None:
        """Let all of them go."""
        await asyncio.gather(*(each.close() for each in self), return_exceptions=True)

    def chain(
        self, make: Callable[[P], S], first: str = "", serving: Sequence[str] = ()
    ) -> Chain[S]:
        """Line the providers up for one session.

        Args:
            make: Makes a session's service of a provider.
            first: Id of the one the caller chose; empty for the usual order.
            serving: Ids of those that may serve; empty for all.
        """
        ids = [id_ for id_ in self._providers if not serving or id_ in serving]
        ids.sort(key=lambda id_: id_ != first)
        return Chain([self._candidate(self._providers[id_], make) for id_ in ids])

    def _candidate(self, provider: P, make: Callable[[P], S]) -> Candidate[S]:
        def make_known() -> S:
            service = make(provider)
            self.payees.note(service, provider.id)
            return service

        return Candidate(provider.id, provider.label, make_known, self._breakers[provider.id])
