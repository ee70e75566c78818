from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from pipecat.services.ai_service import AIService

from repartee.services.failover.breaker import CircuitBreaker
from repartee.services.failover.recovery import Fault

S = TypeVar("S", bound=AIService)


class PartName(StrEnum):
    """The part of an agent that a provider serves as."""

    EARS = "ears"
    BRAIN = "brain"
    VOICE = "voice"


@dataclass(frozen=True, slots=True)
class Candidate(Generic[S]):
    """A provider that a part may turn to, as one session sees it."""

    id: str
    label: str
    make: Callable[[], S]
    """Makes the session's service."""
    breaker: CircuitBreaker
    """Shared by all sessions."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a part may keep the caller waiting, in seconds."""

    first_secs: float
    """Until the first token, word or sample; then the provider counts as hanging."""
    stall_secs: float
    """Between two of them."""
    budget_secs: float
    """For retries and other providers in all."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Something the caller should be told about a part's providers."""

    part: PartName
    provider: str
    """Label of the provider that was left."""
    fault: Fault | None
    """What went wrong with it; None if it came back."""
    successor: str
    """Label of the provider that took over; empty if there is none."""


OnNotice = Callable[[Notice], None]


class Chain(Generic[S]):
    """The providers of one part in the order of preference, and which one serves now."""

    def __init__(self, candidates: Sequence[Candidate[S]]) -> None:
        """Begin with the first that may be given work.

        Args:
            candidates: At least one.
        """
        if not candidates:
            raise ValueError("a chain needs at least one provider")
        self.candidates = tuple(candidates)
        self.active = self.preferred() or self.candidates[0]

    def preferred(self, but: set[str] | None = None) -> Candidate[S] | None:
        """The first provider that may be given work now.

        Args:
            but: Ids of those that have been tried already.

        Returns:
            The provider, or None if there is none.
        """
        tried = but or set()
        fresh = (each for each in self.candidates if each.id not in tried)
        return next((each for each in fresh if each.breaker.allows()), None)


def monotonic() -> float:
    """Seconds on a clock that is never set back."""
    return time.monotonic()
