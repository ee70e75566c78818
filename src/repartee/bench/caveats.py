"""What a reader must know of a run before its figures, taken from what was recorded. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from repartee.bench.cells import CELLS
from repartee.bench.runs import CellRun

_LOAD = "load at the beginning"
_WIDTH = 100
_ENOUGH = 20
"""Measurements each: with fewer, a 95th percentile is the worst of them."""


def caveats(runs: Sequence[CellRun], note: str = "") -> str:
    """Tell them in a paragraph.

    Args:
        runs: Every cell that was measured.
        note: What else there is to say, by whoever measured.

    Returns:
        Markdown; empty where there is nothing to tell.
    """
    told = " ".join([*_busy(runs), *_few(runs), *_missing(runs), *note.split()])
    lines = wrap(told, _WIDTH, break_on_hyphens=False)
    return "\n".join([*lines, "", ""]) if lines else ""


def _busy(runs: Sequence[CellRun]) -> Iterator[str]:
    loads = [
        (float(run.machine.get(_LOAD, "0")), int(run.machine.get("cores", "1"))) for run in runs
    ]
    load, cores = max(loads, key=lambda each: each[0] / each[1])
    if load > cores:
        yield (
            f"The machine was busy with other work: a load of up to {load:.1f} on {cores} cores as "
            "a cell began."
        )


def _few(runs: Sequence[CellRun]) -> Iterator[str]:
    counts = [_measured(run, subject) for run in runs for subject in run.subjects]
    fewest, most = min(counts, default=0), max(counts, default=0)
    if fewest < _ENOUGH:
        number = str(most) if fewest == most else f"{fewest} to {most}"
        yield f"This was a short run: {number} measurements each in a cell, so intervals are wide."


def _measured(run: CellRun, subject: str) -> int:
    return sum(each.secs is not None for each in run.of(subject))


def _missing(runs: Sequence[CellRun]) -> Iterator[str]:
    known = {run.cell for run in runs}
    missing = [cell.title for name, cell in CELLS.items() if name not in known]
    if missing:
        yield f"Not measured: {'; '.join(missing)}."
