from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from repartee.caller.report import Report, Spread
    from repartee.caller.transcript import Caption
    from repartee.caller.turns import Turn

_LONGEST_ANSWER = 200
_MARKS = {"caller": "you  ", "agent": "agent"}


def print_caption(console: Console, caption: Caption) -> None:
    """Print a caption that stays; guesses at what the caller is saying are left out."""
    if caption.final and caption.text:
        console.print(Text.assemble((f"{_MARKS[caption.speaker.value]}  ", "dim"), caption.text))


def print_report(console: Console, report: Report) -> None:
    """Print the table of turns, the figures in sum, and what went wrong."""
    if report.turns:
        console.print(_table(report))
    for name, spread in (("Delay", report.delay), ("Barge-in", report.barge_in)):
        if spread:
            console.print(_summary(name, spread))
    if report.packets_lost:
        console.print(f"{report.packets_lost} packets of the agent's sound were lost.")
    for complaint in _complaints(report):
        console.print(Text(complaint, "red"))


def _table(report: Report) -> Table:
    table = Table(title=f"Call to {report.url}", title_justify="left")
    for heading in ("Said", "Heard by the agent", "Answer"):
        table.add_column(heading, overflow="fold")
    table.add_column("Delay ms", justify="right")
    if report.barge_in:
        table.add_column("Barge-in ms", justify="right")
    for turn in report.turns:
        table.add_row(*_cells(turn)[: len(table.columns)])
    return table


def _cells(turn: Turn) -> list[Text]:
    said = turn.said or f"({turn.kind.value})"
    barge_in = turn.barge_in.value if turn.barge_in else ""
    figures = (_ms(turn.delay_seconds) or "none", _ms(turn.barge_in_seconds) or barge_in)
    answer = textwrap.shorten(turn.answer_text, _LONGEST_ANSWER, placeholder=" …")
    return [Text(cell) for cell in (said, turn.heard_text, answer, *figures)]


def _summary(name: str, spread: Spread) -> str:
    return f"{name}: median {_ms(spread.median)} ms, p95 {_ms(spread.p95)} ms ({spread.count})"


def _complaints(report: Report) -> list[str]:
    complaints = [report.error] if report.error else []
    unanswered = [turn for turn in report.turns if not turn.passed]
    if report.failed and unanswered:
        complaints.append(f"Without an answer: {', '.join(map(_named, unanswered))}.")
    return complaints


def _named(turn: Turn) -> str:
    return turn.said or turn.kind.value


def _ms(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds * 1000:.0f}"
