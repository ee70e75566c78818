from __future__ import annotations

import asyncio
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from repartee.cli.quiet import log_what_goes_wrong

if TYPE_CHECKING:
    from repartee.bench.figures import Ratio
    from repartee.bench.latency import Measured
    from repartee.bench.report import Report, Row

_FAILED = 1

bench = typer.Typer(
    help="Measure voice to voice at the caller, beside stock Pipecat doing the same work.",
    no_args_is_help=True,
)


class _Subject(StrEnum):
    REPARTEE = "repartee"
    PIPECAT = "pipecat"


_ALL = list(_Subject)


@bench.command()
def latency(
    subjects: Annotated[
        list[_Subject] | None, typer.Argument(help="Who is measured; all if none is named.")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Calls each; six turns a call.")] = 5,
    ears: Annotated[float, typer.Option(min=0, help="Seconds to the last words.")] = 0.15,
    brain: Annotated[float, typer.Option(min=0, help="Seconds to the first token.")] = 0.2,
    voice: Annotated[float, typer.Option(min=0, help="Seconds to the first sample.")] = 0.1,
    output: Annotated[
        Path | None, typer.Option("--json", help="Write every turn there, as JSON.")
    ] = None,
) -> None:
    """Measure from the last speech sample sent to the first one heard, calls by turns.

    Ears, brain and voice are stand-ins with the delays you choose, the same for all.
    """
    log_what_goes_wrong()
    console = Console(highlight=False)
    chosen = [each.value for each in subjects or _ALL]
    found = asyncio.run(_measured(chosen, rounds, (ears, brain, voice), console))
    if output is not None:
        output.write_text(json.dumps(found.as_plain(), indent=1))
    console.print(_table(found))


async def _measured(
    chosen: list[str], rounds: int, delays: tuple[float, float, float], console: Console
) -> Report:
    from repartee.bench.latency import LatencyRun, measure
    from repartee.bench.report import NothingMeasuredError, report
    from repartee.bench.subjects import SUBJECTS, SubjectFailedError
    from repartee.bench.utterances import spoken
    from repartee.bench.vendors import VendorDelays, VendorsFailedError
    from repartee.caller import CallerError

    def tell(measured: Measured) -> None:
        secs = measured.delay_secs
        told = "no answer" if secs is None else f"{secs * 1000:.0f} ms"
        console.print(f"{measured.subject:10} {told:>10}  {measured.said}", style="dim")

    vendors = VendorDelays(*delays)
    try:
        run = LatencyRun([SUBJECTS[name] for name in chosen], await spoken(), rounds, vendors)
        turns = await measure(run, tell)
        return report(turns, vendors, peer=_Subject.PIPECAT.value)
    except (CallerError, NothingMeasuredError, SubjectFailedError, VendorsFailedError) as error:
        _fail(str(error))


def _table(found: Report) -> Table:
    delays = found.delays
    table = Table(
        title=f"Voice to voice: ears {delays.ears * 1000:.0f}, brain {delays.brain * 1000:.0f}, "
        f"voice {delays.voice * 1000:.0f} ms"
    )
    table.add_column("Subject")
    for name in ("Turns", "Median", "Ratio", "p95", "Ratio", "Unanswered", "Cut-ins"):
        table.add_column(name, justify="right")
    for row in found.rows:
        table.add_row(*_cells(row))
    return table


def _cells(row: Row) -> list[str]:
    return [
        row.subject,
        str(row.delays.count),
        f"{row.delays.median * 1000:.0f} ms",
        _told(row.median_ratio),
        f"{row.delays.p95 * 1000:.0f} ms",
        _told(row.tail_ratio),
        str(row.unanswered),
        str(row.cut_ins),
    ]


def _told(ratio: Ratio | None) -> str:
    return "1" if ratio is None else f"{ratio.value:.2f} ({ratio.low:.2f}–{ratio.high:.2f})"


def _fail(message: str) -> NoReturn:
    Console(stderr=True, soft_wrap=True, highlight=False).print(message, style="red", markup=False)
    raise typer.Exit(_FAILED)
