"""What became of each kind of sound, as a table."""

from __future__ import annotations

from statistics import median

from repartee.bench.runs import CellRun
from repartee.bench.samples import Sample


def kinds(run: CellRun) -> list[tuple[str, ...]]:
    """A line a kind of sound: how many answers went on to their end, and how long they paused.

    Args:
        run: Of a cell in which sounds are let out.

    Returns:
        The kind, and what is told of each subject, in the run's order of subjects.
    """
    known = dict.fromkeys(each.kind for each in run.samples if each.kind)
    return [(kind, *(_told(run.of(who), kind) for who in run.subjects)) for kind in known]


def _told(samples: list[Sample], kind: str) -> str:
    of_it = [each.secs for each in samples if each.kind == kind]
    paused = [secs for secs in of_it if secs is not None]
    share = f"{len(paused)} of {len(of_it)}"
    return f"{share}, paused {median(paused) * 1000:.0f} ms" if paused else share
