"""The page about speed, written from what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from importlib import resources
from string import Template

from repartee.bench.asides.table import kinds
from repartee.bench.caveats import caveats
from repartee.bench.cells import CELLS, Figure
from repartee.bench.chart import Bar, chart
from repartee.bench.load_run import LoadRun
from repartee.bench.rows import OWN, PEER, Row, rows
from repartee.bench.runs import CellRun
from repartee.bench.stages import Stages
from repartee.bench.upkeep_run import UpkeepRun
from repartee.bench.wording import (
    HEADINGS,
    NAMES,
    UPKEEP_HEADINGS,
    capacity_told,
    cells,
    milliseconds,
    upkeep_cells,
    verdict,
)

_STAGES = tuple(field.name for field in fields(Stages))


@dataclass(frozen=True, slots=True)
class Page:
    """A page, and the pictures in it.

    Attributes:
        text: In Markdown.
        pictures: SVG documents, by their names in the folder `images` beside the page.
    """

    text: str
    pictures: Mapping[str, str]


def page(
    runs: Sequence[CellRun],
    loads: Sequence[LoadRun],
    note: str = "",
    upkeep: UpkeepRun | None = None,
) -> Page:
    """Write the page.

    Args:
        runs: Every cell that was measured, in the order of the page; at least one.
        loads: Every subject that was measured under load.
        note: What else there is to say of the figures.
        upkeep: What sessions cost, if that was measured.
    """
    words = Template(resources.files("repartee.bench").joinpath("page.md").read_text("utf-8"))
    text = words.substitute(
        caveats=caveats(runs, note),
        latency="".join(map(_cell, runs)) + "![Medians and 95th percentiles]"
        "(images/bench-latency.svg)\n",
        stages=_stages(runs[0]),
        load=_load(loads),
        upkeep=_upkeep(upkeep),
        machine=_machine(runs[0]),
    )
    pictures = {
        "bench-latency.svg": _latency_chart(runs),
        "bench-stages.svg": _stage_chart(runs[0]),
    }
    return Page(text, pictures)


def _cell(run: CellRun) -> str:
    cell, delays = CELLS[run.cell], run.delays
    told = (
        f"{cell.figure.capitalize()}; {cell.line_up.ears} {delays.ears * 1000:.0f} ms, "
        f"{cell.line_up.brain} {delays.brain * 1000:.0f} ms, "
        f"{cell.line_up.voice} {delays.voice * 1000:.0f} ms; {run.at}."
    )
    out = "".join(
        f"{NAMES.get(who, who)} is missing: {why}\n\n" for who, why in run.left_out.items()
    )
    table = _table(HEADINGS, map(cells, rows(run)))
    return f"## {cell.title}\n\n{told}\n\n{table}\n{_kinds(run)}{out}"


def _kinds(run: CellRun) -> str:
    """What became of each kind of sound; empty where none was let out."""
    if not (lines := kinds(run)):
        return ""
    headings = ("Went on after", *(NAMES.get(who, who) for who in run.subjects))
    return f"{_table(headings, lines)}\n"


def _stages(run: CellRun) -> str:
    known = [(row.subject, row.stages) for row in rows(run) if row.stages is not None]
    lines = ([NAMES[name], *_milliseconds(found)] for name, found in known)
    table = _table(("Subject", *(name.capitalize() for name in _STAGES), "Sum"), lines)
    return f"{table}\n![Stages](images/bench-stages.svg)\n"


def _milliseconds(found: Stages) -> list[str]:
    secs = astuple(found)
    return [f"{each * 1000:.0f}" for each in (*secs, sum(secs))]


def _upkeep(run: UpkeepRun | None) -> str:
    if run is None:
        return "Not measured in this run.\n"
    told = f"One session at a time, each measurement {run.secs:.0f} s; {run.at}."
    return f"{told}\n\n{_table(UPKEEP_HEADINGS, map(upkeep_cells, run.rows(PEER)))}"


def _load(loads: Sequence[LoadRun]) -> str:
    if not loads:
        return "Not measured in this run.\n"
    headings = (
        "Subject",
        "Sessions",
        "p95 of one",
        "CPU a listening session",
        "Memory",
        "a session",
    )
    return _table(headings, map(_load_row, loads)) + "\n" + "".join(map(_trials, loads))


def _load_row(run: LoadRun) -> list[str]:
    idle = run.listening
    return [
        NAMES[run.subject],
        capacity_told(run),
        milliseconds(run.alone.p95) if run.alone else "–",
        f"{idle.core:.1%}",
        f"{idle.resident / 1e6:.0f} MB",
        f"{idle.resident_each / 1e6:.0f} MB",
    ]


def _trials(run: LoadRun) -> str:
    headings = (
        "Sessions",
        "Median",
        "p95",
        "Unanswered",
        "Missed",
        "Its core",
        "Other core",
        "Held",
    )
    lines = (
        [
            str(each.sessions),
            milliseconds(each.median),
            milliseconds(each.p95),
            str(each.unanswered),
            f"{each.missing:.2f} s",
            f"{each.server:.0%}",
            f"{each.other:.0%}",
            verdict(each),
        ]
        for each in run.trials
    )
    return f"{NAMES[run.subject]}:\n\n{_table(headings, lines)}\n"


def _machine(run: CellRun) -> str:
    return "".join(f"- {name}: {value}\n" for name, value in run.machine.items())


def _latency_chart(runs: Iterable[CellRun]) -> str:
    bars = [_bar(run, row) for run in runs for row in rows(run)]
    return chart("Median / 95th percentile (the line)", [bar for bar in bars if bar])


def _bar(run: CellRun, row: Row) -> Bar | None:
    if row.secs is None:
        return None
    own = row.subject == OWN
    parts = (row.secs.median,)
    return Bar(NAMES[row.subject], parts, row.secs.p95, CELLS[run.cell].title, own)


def _stage_chart(run: CellRun) -> str:
    bars = [
        Bar(NAMES[row.subject], astuple(row.stages)) for row in rows(run) if row.stages is not None
    ]
    return chart(f"Where the time goes: {Figure.VOICE_TO_VOICE}, means", bars, _STAGES)


def _table(headings: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rule = ("---", *("---:" for _ in headings[1:]))
    return "".join(f"| {' | '.join(line)} |\n" for line in (headings, rule, *lines))
