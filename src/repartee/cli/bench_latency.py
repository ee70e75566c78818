from __future__ import annotations

import asyncio
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from repartee.cli.bench_work import Bencher, errors_told, named_cell
from repartee.cli.quiet import log_what_goes_wrong

if TYPE_CHECKING:
    from repartee.bench.cells import Cell

QUICK_TURNS = 6


class Who(StrEnum):
    """Who can be measured."""

    REPARTEE = "repartee"
    PIPECAT = "pipecat"
    FASTRTC = "fastrtc"


def latency(
    subjects: Annotated[
        list[Who] | None, typer.Argument(help="Who is measured; the cell's if none is named.")
    ] = None,
    cell: Annotated[
        str, typer.Option(help="Which conditions: webrtc, websocket, prd …")
    ] = "webrtc",
    turns: Annotated[int, typer.Option(min=1, help="Measurements each, about.")] = 30,
    quick: Annotated[bool, typer.Option("--quick", help="A few measurements, for a try.")] = False,
    ears: Annotated[float | None, typer.Option(min=0, help="Seconds to the last words.")] = None,
    brain: Annotated[float | None, typer.Option(min=0, help="Seconds to the first token.")] = None,
    voice: Annotated[float | None, typer.Option(min=0, help="Seconds to the first sample.")] = None,
    interims: Annotated[
        float | None, typer.Option(min=0.02, help="Seconds of sound between interim words.")
    ] = None,
    keep: Annotated[
        Path | None, typer.Option(help="A folder for every measurement, as JSON.")
    ] = None,
) -> None:
    """Measure one cell at the caller: voice to voice, barge-in or time to greeting.

    Ears, brain and voice are stand-ins with the delays you choose, the same for all.
    """
    log_what_goes_wrong()
    chosen = _cell(cell, {"ears": ears, "brain": brain, "voice": voice, "interims": interims})
    who = [each.value for each in subjects or ()] or list(chosen.subjects)
    bencher = Bencher(Console(highlight=False), keep, QUICK_TURNS if quick else turns)
    with errors_told():
        asyncio.run(bencher.cell(chosen, who))


def _cell(name: str, given: dict[str, float | None]) -> Cell:
    found = named_cell(name)
    changed = {part: secs for part, secs in given.items() if secs is not None}
    return replace(found, delays=replace(found.delays, **changed))
