from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from repartee.history.recording.names import begun_at
from repartee.history.recording.storage import StoredFile

# Whatever changed so recently may be being written, by another server too.
_AT_WORK = timedelta(minutes=2)


@dataclass(frozen=True)
class Retention:
    """How long recordings are kept, and how many."""

    keep_days: float = 0
    """0 for ever."""
    most_bytes: int = 0
    """0 for no limit; the oldest go first."""

    def surplus(self, files: Iterable[StoredFile], now: datetime) -> list[StoredFile]:
        """Decide what is to be removed.

        Args:
            files: All there are; what no recorder named is not touched.
            now: The time.

        Returns:
            The oldest first.
        """
        dated = sorted(
            ((begun, each) for each in files if (begun := begun_at(each.name))),
            key=lambda pair: (pair[0], pair[1].name),
        )
        total = sum(each.size for _, each in dated)
        gone = []
        for begun, each in dated:
            if each.changed_at is not None and now - each.changed_at < _AT_WORK:
                continue
            if self._is_too_old(begun, now) or self._is_too_much(total):
                gone.append(each)
                total -= each.size
        return gone

    def _is_too_old(self, begun: datetime, now: datetime) -> bool:
        return bool(self.keep_days) and now - begun > timedelta(days=self.keep_days)

    def _is_too_much(self, total: int) -> bool:
        return bool(self.most_bytes) and total > self.most_bytes
