"""Which numbers of sessions are tried, and what each trial is worth. Pure."""

from __future__ import annotations

from dataclasses import replace

from repartee.bench.capacity import CapacitySearch
from repartee.bench.load_run import Trial

SLOWER = 1.2
"""How much longer than with one session the 95th percentile may be."""
_ATTEMPTS = 2


class TrialSearch:
    """Tries as few numbers as possible, and believes no trial whose callers had too much to do.

    Such a trial says nothing of the subject, good or bad. What else the machine does may be to
    blame, so it is made a second time; rejected again, it bounds the search as one that failed,
    and what was found is a lower bound (`LoadRun.at_least`).

    Args:
        most: The highest number to try.
        expected: About how many may hold; 0 if nothing is known.
    """

    def __init__(self, most: int, expected: int = 0) -> None:
        self._search = CapacitySearch(most, expected=expected)
        self._alone: float | None = None
        self._rejected = 0

    @property
    def found(self) -> int:
        """The highest number that held so far; 0 for none."""
        return self._search.found

    def next(self) -> int | None:
        """How many sessions to try now; None when it is known."""
        return self._search.next()

    def judged(self, trial: Trial) -> Trial:
        """Take note of a trial.

        Args:
            trial: It; `held` is whether every turn was answered and every word heard.

        Returns:
            The same; `held` is whether it was also as fast as it must be, and can be believed.
        """
        if trial.rejected:
            self._rejected += 1
            if self._rejected >= _ATTEMPTS:
                self._tried(trial.sessions, held=False)
            return replace(trial, held=False)
        if self._alone is None:
            self._alone = trial.p95
        held = trial.held and trial.p95 <= SLOWER * self._alone
        self._tried(trial.sessions, held=held)
        return replace(trial, held=held)

    def _tried(self, sessions: int, *, held: bool) -> None:
        self._rejected = 0
        self._search.tried(sessions, held=held)
