from __future__ import annotations

from collections.abc import Callable

from repartee.services.failover.chain import Patience


class Vigil:
    """Decides how long a voice is waited for, while words wait to be spoken; no I/O.

    words given          first sound                         the next sound?
         ├── first_secs ──▶│                                        │
                           ├── stall_secs ──▶ (anew at each sound)  │
         ├──────────────── trouble, from one voice to the next ────▶│
    """

    def __init__(self, patience: Patience, clock: Callable[[], float]) -> None:
        """Begin with nothing to wait for.

        Args:
            patience: How long a voice may keep the caller waiting.
            clock: Monotonic time in seconds.
        """
        self._patience = patience
        self._clock = clock
        self.rest()

    def rest(self) -> None:
        """There is nothing to wait for, and nothing was wrong."""
        self._waiting_since: float | None = None
        self._spoke_at: float | None = None
        self._trouble_since: float | None = None

    def begin(self) -> None:
        """A voice has been given words; those it had before count on."""
        if self._waiting_since is None:
            self._waiting_since = self._clock()

    def begin_anew(self) -> None:
        """A voice has been given all that another did not say."""
        self._waiting_since, self._spoke_at = self._clock(), None

    def spoke(self, *, all_said: bool) -> None:
        """Sound or words have come.

        Args:
            all_said: Whether no words are left to be spoken.
        """
        self._spoke_at = self._clock()
        if all_said:
            self._waiting_since = self._trouble_since = None

    def trouble(self) -> float:
        """Something is wrong.

        Returns:
            For how many seconds that has kept the caller waiting, whichever voices it was.
        """
        if self._trouble_since is None:
            self._trouble_since = self._waiting_since or self._clock()
        return self._clock() - self._trouble_since

    @property
    def left_secs(self) -> float:
        """How long until the voice counts as hanging; not above 0 if it does."""
        if self._waiting_since is None:
            return self._patience.first_secs
        now = self._clock()
        if self._spoke_at is None or self._spoke_at < self._waiting_since:
            return self._waiting_since + self._patience.first_secs - now
        return self._spoke_at + self._patience.stall_secs - now
