from __future__ import annotations

import asyncio
import os
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from repartee.cli.bench_latency import QUICK_TURNS, Who
from repartee.cli.bench_work import Bencher, errors_told, fail, named_cell
from repartee.cli.quiet import log_what_goes_wrong

CALLERS_NEED = 2


def load(
    subjects: Annotated[
        list[Who] | None,
        typer.Argument(help="Who is measured; Repartee and stock Pipecat if none."),
    ] = None,
    cell: Annotated[str, typer.Option(help="The way to call: webrtc or websocket.")] = "webrtc",
    most: Annotated[int, typer.Option(min=1, help="The most sessions to try.")] = 32,
    quick: Annotated[bool, typer.Option("--quick", help="Two turns a call, for a try.")] = False,
    keep: Annotated[
        Path | None, typer.Option(help="A folder for every measurement, as JSON.")
    ] = None,
) -> None:
    """Find how many sessions one core holds, and what a session costs that only listens.

    The subject has one core, callers and stand-ins another one.
    """
    log_what_goes_wrong()
    check_cores()
    chosen = named_cell(cell)
    bencher = Bencher(Console(highlight=False), keep, QUICK_TURNS if quick else 30)
    with errors_told():
        for who in subjects or (Who.REPARTEE, Who.PIPECAT):
            asyncio.run(bencher.load(chosen, who.value, most))


def check_cores() -> None:
    """End where there are too few cores to tell a server's work from its callers'."""
    if len(os.sched_getaffinity(0)) < CALLERS_NEED:
        fail("Two cores are needed: one for the server, one for its callers. There is one here.")
