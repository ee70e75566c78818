"""What came of a run: figures a subject, ratios to the first, and where it was measured."""

from __future__ import annotations

import os
import platform
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from importlib.metadata import version

from repartee.bench.figures import Ratio, Summary, ratio, summary
from repartee.bench.latency import Measured
from repartee.bench.vendors import VendorDelays

_TAIL = 0.95


@dataclass(frozen=True, slots=True)
class Row:
    """One subject.

    Attributes:
        subject: Its name.
        delays: Seconds from the last speech sample sent to the first one heard.
        median_ratio: To the peer's median; None for the peer itself.
        tail_ratio: To the peer's 95th percentile; None for the peer itself.
        unanswered: How many turns got no answer.
        cut_ins: How often it began to talk while the caller still did.
    """

    subject: str
    delays: Summary
    median_ratio: Ratio | None
    tail_ratio: Ratio | None
    unanswered: int
    cut_ins: int


@dataclass(frozen=True, slots=True)
class Report:
    """A run.

    Attributes:
        at: When, ISO 8601 in UTC.
        machine: Where.
        delays: Of the vendors, in seconds.
        peer: To whom ratios are.
        rows: Who was measured.
        turns: Every turn that counted, in order.
    """

    at: str
    machine: dict[str, str]
    delays: VendorDelays
    peer: str
    rows: tuple[Row, ...]
    turns: tuple[Measured, ...]

    def as_plain(self) -> dict[str, object]:
        """As JSON would have it."""
        return asdict(self)


class NothingMeasuredError(Exception):
    """A subject answered nothing, so that there is nothing to compare."""


def report(turns: Sequence[Measured], delays: VendorDelays, peer: str) -> Report:
    """Sum up a run.

    Args:
        turns: What was measured.
        delays: Of the vendors.
        peer: The subject that the others are compared with.

    Raises:
        NothingMeasuredError: A subject gave no answer at all.
    """
    subjects = list(dict.fromkeys(each.subject for each in turns))
    answered = {subject: _delays(turns, subject) for subject in subjects}
    silent = [subject for subject, found in answered.items() if not found]
    if silent:
        raise NothingMeasuredError(f"{', '.join(silent)} answered nothing at all.")
    rows = tuple(_row(turns, subject, answered, peer) for subject in subjects)
    at = datetime.now(UTC).isoformat(timespec="seconds")
    return Report(at, machine(), delays, peer, rows, tuple(turns))


def machine() -> dict[str, str]:
    """What figures depend on."""
    return {
        "cores": str(os.cpu_count()),
        "processor": platform.machine(),
        "python": platform.python_version(),
        "pipecat": version("pipecat-ai"),
        "load": f"{os.getloadavg()[0]:.1f}",
    }


def _row(
    turns: Sequence[Measured], subject: str, answered: dict[str, list[float]], peer: str
) -> Row:
    own = [each for each in turns if each.subject == subject]
    ours, theirs = answered[subject], answered.get(peer)
    compared = theirs is not None and subject != peer
    return Row(
        subject,
        summary(ours),
        ratio(ours, theirs) if compared and theirs else None,
        ratio(ours, theirs, _TAIL) if compared and theirs else None,
        sum(each.delay_secs is None for each in own),
        sum(each.cut_ins for each in own),
    )


def _delays(turns: Sequence[Measured], subject: str) -> list[float]:
    return [
        each.delay_secs for each in turns if each.subject == subject and each.delay_secs is not None
    ]
