from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

_FAILURES_TO_OPEN = 2
_FIRST_REST_SECS = 10.0
_LONGEST_REST_SECS = 300.0
# A rejected key does not heal by itself, but an operator may mend it at the vendor's end.
_PERMANENT_REST_SECS = 300.0


class BreakerState(StrEnum):
    """Whether a provider is given work."""

    CLOSED = "closed"
    """Yes."""
    OPEN = "open"
    """No: it failed, and rests."""
    HALF_OPEN = "half-open"
    """One piece of work at a time, to find out whether it is back."""


class CircuitBreaker:
    """Keeps work away from a provider that fails, and finds out when it is back.

        CLOSED ──2 failures in a row, or a permanent one──▶ OPEN ──rest is over──▶ HALF_OPEN
          ▲                                                  ▲                        │
          │                                                  └──trial fails, rest doubles
          └──────────────────────────trial succeeds──────────────────────────────────┘

    One is shared by all sessions: what one caller found out, the next need not.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        """Close the circuit.

        Args:
            clock: Monotonic time in seconds.
        """
        self._clock = clock
        self._failures = 0
        self._rest_secs = _FIRST_REST_SECS
        self._rests_until: float | None = None
        self._trial_until: float | None = None

    @property
    def state(self) -> BreakerState:
        """Where it stands now."""
        if self._rests_until is None:
            return BreakerState.CLOSED
        return BreakerState.HALF_OPEN if self._clock() >= self._rests_until else BreakerState.OPEN

    def allows(self) -> bool:
        """Whether the provider may be given work now."""
        match self.state:
            case BreakerState.CLOSED:
                return True
            case BreakerState.OPEN:
                return False
            case BreakerState.HALF_OPEN:
                return self._trial_until is None or self._clock() >= self._trial_until

    def begin(self, longest_secs: float) -> None:
        """Note that work begins; in a half-open circuit it is the one trial.

        Args:
            longest_secs: When to let another try, should the outcome never be told.
        """
        if self.state is BreakerState.HALF_OPEN:
            self._trial_until = self._clock() + longest_secs

    def succeed(self) -> None:
        """Note that work was done: the circuit closes."""
        self._failures = 0
        self._rest_secs = _FIRST_REST_SECS
        self._rests_until = self._trial_until = None

    def fail(self, *, permanent: bool = False, rest_secs: float = 0.0) -> None:
        """Note that work failed.

        Args:
            permanent: Trying again is of no use for a long time: a bad key, say.
            rest_secs: How long the provider asked to be left alone, such as by `Retry-After`.
        """
        trial_failed = self.state is BreakerState.HALF_OPEN
        self._failures += 1
        self._trial_until = None
        if permanent:
            self._rest(_PERMANENT_REST_SECS)
        elif trial_failed:
            self._rest_secs = min(2 * self._rest_secs, _LONGEST_REST_SECS)
            self._rest(max(self._rest_secs, rest_secs))
        elif rest_secs or self._failures >= _FAILURES_TO_OPEN:
            self._rest(max(self._rest_secs, rest_secs))

    def _rest(self, secs: float) -> None:
        until = self._clock() + min(secs, _LONGEST_REST_SECS)
        # A second failure does not make a long rest shorter.
        self._rests_until = max(self._rests_until or until, until)
