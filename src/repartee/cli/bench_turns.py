from __future__ import annotations

import asyncio
import json
import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from repartee.cli.bench_work import fail
from repartee.cli.quiet import log_what_goes_wrong

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from repartee.bench.turns import TurnFigures, TurnOutcome
    from repartee.bench.turns.recordings import TurnRecording
    from repartee.bench.turns.subject import TurnSubject


def turns(
    ears: Annotated[float, typer.Option(min=0, help="Seconds to the last words.")] = 0.15,
    tuning: Annotated[
        bool, typer.Option("--tuning", help="The sentences thresholds were chosen by.")
    ] = False,
    quick: Annotated[bool, typer.Option("--quick", help="Every eighth sentence.")] = False,
    output: Annotated[
        Path | None, typer.Option("--json", help="Write what came of each recording there.")
    ] = None,
    docs: Annotated[
        Path | None, typer.Option("--docs", help="Renew the figures in this page.")
    ] = None,
) -> None:
    """Compare when turns are called over, on recordings with and without pauses.

    Runs without a server, and by a clock of its own: the same figures on any machine.
    """
    log_what_goes_wrong()
    console = Console(highlight=False)
    from repartee.bench.turns.figures import figures

    found = _measured(_spoken(tuning=tuning, quick=quick), ears, console)
    summed = {name: figures(outcomes) for name, outcomes in found.items()}
    if output is not None:
        plain = {name: [asdict(each) for each in outcomes] for name, outcomes in found.items()}
        output.write_text(json.dumps(plain, indent=1))
    if docs is not None:
        _renew(docs, summed)
    console.print(_table(summed))


def _renew(page: Path, found: Mapping[str, TurnFigures]) -> None:
    from repartee.bench.turns.page import NoPlaceError, renewed

    try:
        page.write_text(renewed(page.read_text(), found))
    except (NoPlaceError, OSError) as error:
        fail(str(error))


def _spoken(*, tuning: bool, quick: bool) -> list[TurnRecording]:
    from repartee.bench.turns.scripts import HELD_OUT, TUNING
    from repartee.bench.turns.speaking import NobodySpeaksError, turn_recordings

    try:
        recordings = asyncio.run(turn_recordings(TUNING if tuning else HELD_OUT))
    except NobodySpeaksError as error:
        fail(str(error))
    return recordings[::8] if quick else recordings


def _measured(
    recordings: Sequence[TurnRecording], ears: float, console: Console
) -> Mapping[str, Sequence[TurnOutcome]]:
    from repartee.bench.turns.ears import EarsPace
    from repartee.bench.turns.measure import measure
    from repartee.bench.turns.subject import STOCK

    subjects = [_ours(), STOCK]
    with Progress(console=console, transient=True) as progress:
        task = progress.add_task("Turns", total=len(recordings) * len(subjects))
        return measure(
            subjects,
            recordings,
            EarsPace(final=ears),
            processes=os.cpu_count() or 1,
            tell=lambda _subject, _outcome: progress.advance(task),
        )


def _ours() -> TurnSubject:
    """As a newcomer finds it: by the settings' defaults, whatever the environment says."""
    from repartee.bench.turns.subject import TurnSubject, VadThresholds
    from repartee.settings import Settings
    from repartee.turns.endpointing import FREE_PAUSE_SECS, EndpointingRules

    def usual(name: str) -> float:
        return float(Settings.model_fields[name].default)

    thresholds = VadThresholds(
        usual("vad_confidence"),
        usual("vad_start_secs"),
        usual("vad_stop_secs"),
        usual("vad_min_volume"),
    )
    # As with a model for a brain: it begins early.
    rules = EndpointingRules(
        max_pause_secs=usual("turn_max_pause_secs"), least_pause_secs=FREE_PAUSE_SECS
    )
    return TurnSubject("repartee", thresholds, rules)


def _table(found: Mapping[str, TurnFigures]) -> Table:
    from repartee.bench.turns.page import rows

    table = Table(title="When turns are called over")
    table.add_column("Of all recordings")
    for name in found:
        table.add_column(name, justify="right")
    for label, cells in rows(found).items():
        table.add_row(label, *cells)
    return table
