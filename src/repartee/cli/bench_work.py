"""What the commands that measure have in common. Imports of half a second are in the functions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer
from rich.console import Console
from rich.table import Table

if TYPE_CHECKING:
    from repartee.bench.cells import Cell
    from repartee.bench.load_run import LoadRun, Trial
    from repartee.bench.runs import CellRun
    from repartee.bench.samples import Sample

_FAILED = 1
_FEW = 6
"""Measurements of a mere try."""


class Bencher:
    """Measures, or takes what has been kept, and tells of it.

    Args:
        console: Where to tell.
        keep: Where runs are kept; None for nowhere.
        turns: Measurements each.
    """

    def __init__(self, console: Console, keep: Path | None, turns: int) -> None:
        self._console = console
        self.keep = keep
        self._turns = turns

    async def cell(self, cell: Cell, subjects: Sequence[str]) -> CellRun:
        """Measure one cell.

        Args:
            cell: Which.
            subjects: Whom.
        """
        from repartee.bench.kept import Kept
        from repartee.bench.runs import CellRun

        kept = Kept(CellRun, self.keep) if self.keep else None
        run = (kept and kept.load(cell.name)) or await self._measure(cell, subjects)
        if kept:
            kept.save(cell.name, run)
        self._console.print(_table(cell, run))
        return run

    async def load(self, cell: Cell, subject: str, most: int) -> LoadRun:
        """Measure one subject under load.

        Args:
            cell: The way to call, the vendors and their delays.
            subject: Whom.
            most: The highest number of sessions to try.
        """
        from repartee.bench.kept import Kept
        from repartee.bench.load_run import LoadRun

        name = f"load-{subject}"
        kept = Kept(LoadRun, self.keep) if self.keep else None
        run = (kept and kept.load(name)) or await self._measure_load(cell, subject, most)
        if kept:
            kept.save(name, run)
        self._console.print(_load_told(run))
        return run

    async def _measure(self, cell: Cell, subjects: Sequence[str]) -> CellRun:
        from repartee.bench.asides import asides
        from repartee.bench.cell_run import Plan, measure
        from repartee.bench.cells import Figure
        from repartee.bench.machine import machine
        from repartee.bench.runs import CellRun, now
        from repartee.bench.utterances import spoken

        recordings = await spoken()
        let_out = await asyncio.to_thread(asides) if cell.figure is Figure.KEPT_OUT else []
        rounds = max(1, round(self._turns / cell.turns_a_call(len(recordings), len(let_out))))
        present, left_out = await _present(subjects)
        at, around = now(), machine()
        plan = Plan(recordings, rounds, let_out)
        samples = await measure(cell, present, plan, self._tell)
        return CellRun(cell.name, at, around, cell.delays, tuple(samples), left_out)

    async def _measure_load(self, cell: Cell, subject: str, most: int) -> LoadRun:
        from repartee.bench.load import LoadBench, LoadPlan
        from repartee.bench.load_run import LoadRun
        from repartee.bench.machine import machine
        from repartee.bench.runs import now
        from repartee.bench.utterances import FINISHED_AT_ONCE, spoken

        (recording,) = await spoken([FINISHED_AT_ONCE])
        at, around = now(), machine()
        turns, least = (3, 12) if self._turns > _FEW else (2, 6)
        plan = LoadPlan(recording, turns=turns, least=least, most=most)
        listening, trials, capacity = await LoadBench(subject, cell, plan, self._tell_trial).run()
        return LoadRun(subject, at, around, listening, tuple(trials), capacity)

    def _tell(self, sample: Sample) -> None:
        secs = sample.secs
        told = "failed" if secs is None else f"{secs * 1000:.0f} ms"
        self._console.print(f"{sample.subject:10} {told:>9}  {sample.said}", style="dim")

    def _tell_trial(self, trial: Trial) -> None:
        told = "held" if trial.held else "too many"
        if trial.rejected:
            told = "rejected, as the callers' core was too busy to measure with"
        self._console.print(
            f"{trial.subject:10} {trial.sessions:3} sessions: p95 {trial.p95 * 1000:.0f} ms, "
            f"its core {trial.server:.0%}, the other {trial.other:.0%}: {told}",
            style="dim",
        )


@contextmanager
def errors_told() -> Iterator[None]:
    """Turn what can go wrong into one line and an exit status."""
    from repartee.bench.standins import StandInsFailedError
    from repartee.bench.subjects import PeerMissingError, SubjectFailedError
    from repartee.caller import CallerError

    try:
        yield
    except (CallerError, PeerMissingError, StandInsFailedError, SubjectFailedError) as error:
        fail(str(error))


def fail(message: str) -> NoReturn:
    """Say what went wrong, and end.

    Args:
        message: It.
    """
    Console(stderr=True, soft_wrap=True, highlight=False).print(message, style="red", markup=False)
    raise typer.Exit(_FAILED)


def named_cell(name: str) -> Cell:
    """Find the conditions that somebody named.

    Args:
        name: As `--cell` was given.

    Raises:
        typer.BadParameter: If there are none of that name.
    """
    from repartee.bench.cells import CELLS

    if name not in CELLS:
        raise typer.BadParameter(f"{name} is none of {', '.join(CELLS)}.", param_hint="--cell")
    return CELLS[name]


async def _present(subjects: Sequence[str]) -> tuple[list[str], dict[str, str]]:
    """Those that can be had here, and why the others cannot."""
    from repartee.bench.subjects import SUBJECTS, PeerMissingError

    present, left_out = list[str](), dict[str, str]()
    for name in subjects:
        try:
            await SUBJECTS[name].python()
        except PeerMissingError as error:
            left_out[name] = str(error)
        else:
            present.append(name)
    return present, left_out


def _table(cell: Cell, run: CellRun) -> Table:
    from repartee.bench.rows import rows
    from repartee.bench.wording import HEADINGS, cells

    table = Table(title=f"{cell.title}: {cell.figure}")
    for index, heading in enumerate(HEADINGS):
        table.add_column(heading, justify="right" if index else "left")
    for row in rows(run):
        table.add_row(*cells(row))
    return table


def _load_told(run: LoadRun) -> str:
    from repartee.bench.wording import capacity_told

    idle = run.listening
    return (
        f"{run.subject}: {capacity_told(run)} sessions on one core; "
        f"{idle.core:.1%} of a core and {idle.resident_each / 1e6:.0f} MB a listening session, "
        f"{idle.resident / 1e6:.0f} MB without any."
    )
