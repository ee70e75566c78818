from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from random import Random

from pipecat.utils.errors import ErrorCategory

# A caller notices a silence of a second: a first retry must come within that.
_FIRST_WAIT_SECS = 0.15
_GROWTH = 2.5
_LONGEST_WAIT_SECS = 2.0
_JITTER = 0.3  # of the wait, either way: callers that failed together must not return together
_TRIES_WITH_OTHERS = 2


class Fault(StrEnum):
    """What went wrong, in the words of a notice."""

    REFUSED = "rejected"
    """A bad key, an unknown model: it will not pass."""
    UNFIT = "unable to take this"
    """It does not take what it was asked: too long, or a model or voice that it has not."""
    QUOTA = "out of credit"
    BUSY = "rate limited"
    BROKEN = "failing"
    """An error of its own, a dropped connection, or garbage."""
    SLOW = "too slow"
    """Nothing came in time: slow, or hanging."""

    @property
    def is_permanent(self) -> bool:
        """Whether the provider would fail anybody, for a long time."""
        return self in {Fault.REFUSED, Fault.QUOTA}

    @property
    def would_recur(self) -> bool:
        """Whether the same provider would fail on the same again."""
        return self.is_permanent or self is Fault.UNFIT


_FAULTS = {
    ErrorCategory.AUTHENTICATION: Fault.REFUSED,
    ErrorCategory.AUTHORIZATION: Fault.REFUSED,
    ErrorCategory.INVALID_REQUEST: Fault.UNFIT,
    ErrorCategory.QUOTA: Fault.QUOTA,
    ErrorCategory.RATE_LIMIT: Fault.BUSY,
}


def fault_of(category: ErrorCategory) -> Fault:
    """Translate Pipecat's category of an error.

    Args:
        category: Why the error occurred.
    """
    return _FAULTS.get(category, Fault.BROKEN)


@dataclass(frozen=True, slots=True)
class Retry:
    """Ask the same provider again after a wait."""

    after_secs: float


@dataclass(frozen=True, slots=True)
class Switch:
    """Ask the next provider now."""


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Nobody is left who could help in time."""


Step = Retry | Switch | GiveUp


def next_step(
    fault: Fault,
    *,
    tries: int,
    elapsed_secs: float,
    budget_secs: float,
    others: bool,
    random: Random,
) -> Step:
    """Decide what follows a failure.

    A fault that passes is worth one quick retry where there is somebody else, and several with
    growing waits where there is nobody. A fault that will not pass, or a provider that let the
    caller wait already, is worth none.

    Args:
        fault: What went wrong.
        tries: How often this provider was asked, this time included.
        elapsed_secs: Since the first provider was asked.
        budget_secs: How long the caller may be kept waiting in all.
        others: Whether another provider could be asked.
        random: What spreads the retries of many callers.

    Returns:
        The step.
    """
    wait = _wait(tries, random)
    in_time = elapsed_secs + wait < budget_secs
    if others:
        worth_a_retry = fault is Fault.BROKEN and tries < _TRIES_WITH_OTHERS
        return Retry(wait) if worth_a_retry and in_time else Switch()
    return GiveUp() if fault.would_recur or not in_time else Retry(wait)


def _wait(tries: int, random: Random) -> float:
    wait = min(_FIRST_WAIT_SECS * _GROWTH ** (tries - 1), _LONGEST_WAIT_SECS)
    return wait * random.uniform(1 - _JITTER, 1 + _JITTER)
