from __future__ import annotations

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from repartee.cli.bench_latency import Who
from repartee.cli.bench_work import errors_told
from repartee.cli.quiet import log_what_goes_wrong

if TYPE_CHECKING:
    from collections.abc import Sequence

    from repartee.bench.upkeep_run import Condition, Upkeep, UpkeepRun

KEPT_AS = "upkeep"
ROUNDS = 5
SECS = 24.0
_PEER = Who.PIPECAT


# Chosen by these, so that no command waits until what measures has been imported.
class _Doing(StrEnum):
    LISTENING = "listening"
    MUTED = "muted"
    TALKING = "talking"


class _Way(StrEnum):
    WEBRTC = "webrtc"
    WEBSOCKET = "websocket"


_WAYS = (_Way.WEBRTC, _Way.WEBSOCKET)
_DOING = (_Doing.LISTENING, _Doing.TALKING)


def upkeep(
    subjects: Annotated[
        list[Who] | None,
        typer.Argument(help="Who is measured; Repartee and stock Pipecat if none."),
    ] = None,
    doing: Annotated[
        list[_Doing] | None, typer.Option(help="What goes on; listening and talking if none.")
    ] = None,
    transport: Annotated[
        list[_Way] | None, typer.Option(help="The way to call; WebRTC and WebSocket if none.")
    ] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Measurements each.")] = ROUNDS,
    secs: Annotated[float, typer.Option(min=1, help="How long each is.")] = SECS,
    keep: Annotated[
        Path | None, typer.Option(help="A folder for every measurement, as JSON.")
    ] = None,
) -> None:
    """Measure the processor time of one session, by turns with the others'.

    Each condition takes five minutes: rounds times subjects times 30 s.
    """
    log_what_goes_wrong()
    conditions = conditions_of(transport or _WAYS, doing or _DOING)
    who = [each.value for each in subjects or (Who.REPARTEE, _PEER)]
    with errors_told():
        asyncio.run(measured(who, conditions, rounds, secs, keep))


def conditions_of(
    ways: Sequence[_Way] = _WAYS, doings: Sequence[_Doing] = _DOING
) -> list[Condition]:
    """Under which conditions to measure; all that a page about speed tells of if none are named.

    Args:
        ways: To call.
        doings: What goes on.
    """
    from repartee.bench.upkeep_run import Condition, Doing
    from repartee.caller import Transport

    return [Condition(Doing(what), Transport(way)) for way in ways for what in doings]


async def measured(
    subjects: Sequence[str],
    conditions: Sequence[Condition],
    rounds: int,
    secs: float,
    keep: Path | None,
) -> UpkeepRun:
    """Measure, or take what has been kept, and tell of it.

    Args:
        subjects: Whom.
        conditions: Under which conditions.
        rounds: How often each.
        secs: How long each time.
        keep: Where runs are kept; None for nowhere.
    """
    from repartee.bench.kept import Kept
    from repartee.bench.machine import machine
    from repartee.bench.runs import now
    from repartee.bench.upkeep import UpkeepPlan, measure_upkeep
    from repartee.bench.upkeep_run import UpkeepRun
    from repartee.bench.utterances import SENTENCES, spoken

    console = Console(highlight=False)

    def tell(sample: Upkeep) -> None:
        what = f"{sample.condition.doing}, {sample.condition.transport}"
        console.print(f"{sample.subject:10} {what:22} {sample.core:.2%} of a core", style="dim")

    kept = Kept(UpkeepRun, keep) if keep else None
    run = kept.load(KEPT_AS) if kept else None
    if run is None:
        (recording,) = await spoken(SENTENCES[:1])
        at, around = now(), machine()
        plan = UpkeepPlan(recording, conditions, rounds, secs)
        samples = await measure_upkeep(subjects, plan, tell)
        run = UpkeepRun(at, around, secs, tuple(samples))
    if kept:
        kept.save(KEPT_AS, run)
    _print(run, console)
    return run


def _print(run: UpkeepRun, console: Console) -> None:
    from rich.table import Table

    from repartee.bench.wording import UPKEEP_HEADINGS, upkeep_cells

    table = Table(title="Processor time of one session")
    for index, heading in enumerate(UPKEEP_HEADINGS):
        table.add_column(heading, justify="right" if index > 1 else "left")
    for row in run.rows(_PEER):
        table.add_row(*upkeep_cells(row))
    console.print(table)
