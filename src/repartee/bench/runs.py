from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from repartee.bench.samples import Sample
from repartee.bench.standins import VendorDelays


@dataclass(frozen=True, slots=True)
class CellRun:
    """One cell, measured.

    Attributes:
        cell: Its name.
        at: When it began, ISO 8601 in UTC.
        machine: Where.
        delays: Of the vendors, in seconds.
        samples: All that was measured, in order.
        left_out: Who could not be measured, and why.
    """

    cell: str
    at: str
    machine: dict[str, str]
    delays: VendorDelays
    samples: tuple[Sample, ...]
    left_out: dict[str, str]

    @property
    def subjects(self) -> tuple[str, ...]:
        """Who was measured, in the order of tables."""
        return tuple(sorted({each.subject for each in self.samples}, key=_ORDER.index))

    def of(self, subject: str) -> list[Sample]:
        """What was measured of one.

        Args:
            subject: Its name.
        """
        return [each for each in self.samples if each.subject == subject]


_ORDER = ("repartee", "pipecat", "fastrtc")


def now() -> str:
    """The time, as runs keep it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
