from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from repartee.cli.bench_latency import QUICK_TURNS, Who
from repartee.cli.bench_load import check_cores
from repartee.cli.bench_upkeep import KEPT_AS, ROUNDS, SECS, conditions_of, measured
from repartee.cli.bench_work import Bencher, errors_told, fail
from repartee.cli.quiet import log_what_goes_wrong

if TYPE_CHECKING:
    from repartee.bench.page import Page


_LOADED = (Who.REPARTEE, Who.PIPECAT)


def everything(
    docs: Annotated[
        Path | None, typer.Option(help="Write the page about speed there, with its pictures.")
    ] = None,
    keep: Annotated[
        Path | None,
        typer.Option(
            help="A folder for every measurement, as JSON; what is there is not repeated."
        ),
    ] = None,
    turns: Annotated[int, typer.Option(min=1, help="Measurements each, about.")] = 30,
    most: Annotated[int, typer.Option(min=1, help="The most sessions to try on a core.")] = 32,
    quick: Annotated[bool, typer.Option("--quick", help="A few measurements, for a try.")] = False,
    note: Annotated[
        str | None, typer.Option(help="What to say of the figures; kept in --keep's folder.")
    ] = None,
    measure: Annotated[
        bool, typer.Option(help="Whether to measure what is not in --keep's folder.")
    ] = True,
) -> None:
    """Measure every cell and the sessions on one core, and write the page. It takes two hours."""
    log_what_goes_wrong()
    if measure:
        check_cores()
        bencher = Bencher(Console(highlight=False), keep, QUICK_TURNS if quick else turns)
        with errors_told():
            written = asyncio.run(_everything(bencher, most, _noted(note, keep)))
    else:
        written = _what_is_kept(note, keep)
    if docs is not None:
        _write(written, docs)


async def _everything(bencher: Bencher, most: int, note: str) -> Page:
    from repartee.bench.cells import CELLS
    from repartee.bench.page import page

    runs = [await bencher.cell(cell, cell.subjects) for cell in CELLS.values()]
    first = next(iter(CELLS.values()))
    loads = [await bencher.load(first, who.value, most) for who in _LOADED]
    loaded = [who.value for who in _LOADED]
    costs = await measured(loaded, conditions_of(), ROUNDS, SECS, bencher.keep)
    return page(runs, loads, note, costs)


def _noted(note: str | None, folder: Path | None) -> str:
    """The note, kept or found where runs are."""
    if folder is None:
        return note or ""
    kept = folder / "note.md"
    if note is not None:
        folder.mkdir(parents=True, exist_ok=True)
        kept.write_text(f"{note}\n", encoding="utf-8")
    return kept.read_text("utf-8") if kept.exists() else ""


def _what_is_kept(note: str | None, folder: Path | None) -> Page:
    from repartee.bench.cells import CELLS
    from repartee.bench.kept import Kept
    from repartee.bench.load_run import LoadRun
    from repartee.bench.page import page
    from repartee.bench.runs import CellRun
    from repartee.bench.upkeep_run import UpkeepRun

    if folder is None:
        raise typer.BadParameter("Name the folder: --keep.", param_hint="--no-measure")
    cells, loads = Kept(CellRun, folder), Kept(LoadRun, folder)
    runs = [run for name in CELLS if (run := cells.load(name))]
    if not runs:
        fail(f"There is nothing in {folder} that was measured. Leave --no-measure out.")
    loaded = [load for who in _LOADED if (load := loads.load(f"load-{who.value}"))]
    return page(runs, loaded, _noted(note, folder), Kept(UpkeepRun, folder).load(KEPT_AS))


def _write(written: Page, docs: Path) -> None:
    docs.write_text(written.text, encoding="utf-8")
    images = docs.parent / "images"
    images.mkdir(exist_ok=True)
    for name, picture in written.pictures.items():
        (images / name).write_text(picture, encoding="utf-8")
