from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from repartee.services.provider import Check, Provider, Verdict
from repartee.telemetry.checking import checked

_FRESH_SECS = 10.0
_LIMIT_SECS = 5.0
_UNKNOWN = Check(Verdict.DEGRADED, "not checked yet", "Ask again in a few seconds.")


class UnknownServiceError(Exception):
    """No such part or provider is configured."""


@dataclass(frozen=True, slots=True)
class ServiceHealth:
    """How one provider is, as far as is known."""

    provider: str
    """Its id."""
    label: str
    check: Check
    age_secs: float | None
    """Since it was checked; None if it never was."""


@dataclass(frozen=True, slots=True)
class _Checked:
    check: Check
    at: float


class HealthBoard:
    """Knows how every provider is, without asking vendors more often than every ten seconds.

    However many ask, one check of a provider runs at a time.

    ```
    age of a check   0 ──────── 10 s ────────────▶
    `glance`         known      waits for a new check, a second at most
    `look`           known      waits for a new check
    ```
    """

    def __init__(
        self,
        providers: Callable[[], Mapping[str, Provider]],
        *,
        fresh_secs: float = _FRESH_SECS,
        limit_secs: float = _LIMIT_SECS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start knowing nothing.

        Args:
            providers: Tells those in use, by part, such as `ears` or `brain-ollama`.
            fresh_secs: How long a check is as good as a new one.
            limit_secs: How long a check may take.
            clock: The time in seconds.
        """
        self._providers = providers
        self._fresh_secs = fresh_secs
        self._limit_secs = limit_secs
        self._clock = clock
        self._known: dict[str, _Checked] = {}
        self._running: dict[str, asyncio.Task[None]] = {}

    async def glance(self, wait_secs: float = 1.0) -> dict[str, ServiceHealth]:
        """Tell what is known, soon: a health probe gives up after a second or two.

        Args:
            wait_secs: How long to wait for checks that are not fresh.

        Returns:
            Every provider by part; what took longer is told as it was last.
        """
        providers = dict(self._providers())
        checking = [task for _, task in self._refresh(providers)]
        if checking:
            await asyncio.wait(checking, timeout=wait_secs)
        return {part: self._health(part, each) for part, each in providers.items()}

    async def look(self, service: str) -> dict[str, ServiceHealth]:
        """Tell how a service is, by a check that is fresh.

        Args:
            service: A part such as `ears`, or a provider's id such as `speaches`, which may serve
                several parts.

        Returns:
            Its parts; takes as long as a check may at most.

        Raises:
            UnknownServiceError: If none of that name is in use.
        """
        providers = {
            part: each for part, each in self._providers().items() if service in (part, each.id)
        }
        if not providers:
            raise UnknownServiceError(service)
        tasks = [task for _, task in self._refresh(providers)]
        if tasks:
            await asyncio.wait(tasks)
        return {part: self._health(part, each) for part, each in providers.items()}

    @property
    def services(self) -> tuple[str, ...]:
        """Every name that `look` knows."""
        providers = self._providers()
        return tuple(dict.fromkeys((*providers, *(each.id for each in providers.values()))))

    async def close(self) -> None:
        """Break off what runs."""
        tasks = [*self._running.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _refresh(self, providers: Mapping[str, Provider]) -> list[tuple[str, asyncio.Task[None]]]:
        """Have checked what is old; tells what runs, begun now or before."""
        return [
            (part, self._running.get(part) or self._begin(part, each))
            for part, each in providers.items()
            if not self._fresh(part)
        ]

    def _begin(self, part: str, provider: Provider) -> asyncio.Task[None]:
        async def check() -> None:
            found = await checked(provider, self._limit_secs)
            self._known[part] = _Checked(found, self._clock())

        task = self._running[part] = asyncio.create_task(check(), name=f"check {part}")
        task.add_done_callback(lambda _: self._running.pop(part, None))
        return task

    def _fresh(self, part: str) -> bool:
        known = self._known.get(part)
        return known is not None and self._clock() - known.at < self._fresh_secs

    def _health(self, part: str, provider: Provider) -> ServiceHealth:
        known = self._known.get(part)
        if known is None:
            return ServiceHealth(provider.id, provider.label, _UNKNOWN, None)
        return ServiceHealth(provider.id, provider.label, known.check, self._clock() - known.at)
