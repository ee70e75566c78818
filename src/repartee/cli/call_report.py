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


class CaptionPrinter:
    """Prints captions as they come; guesses at what the caller is saying are left out."""

    def __init__(self, console: Console) -> None:
        """Begin with nothing.

        Args:
            console: Where to print.
        """
        self._console = console
        self._printed = ""
        """What has been printed of what the agent is saying."""
        self._in_line = False

    def show(self, caption: Caption) -> None:
        """Print what is new of a caption; words that are being spoken go on in their line."""
        if caption.speaker.value == "agent":
            self._print_agents(caption)
        elif caption.final and caption.text:
            self._end_line()
            self._print(_MARKS["caller"], caption.text)
            self._end_line()

    def _print_agents(self, caption: Caption) -> None:
        if not caption.text.startswith(self._printed):
            self._end_line()
            self._printed = ""
        rest = caption.text.removeprefix(self._printed)
        if rest.strip():
            self._print(_MARKS["agent"], rest)
        self._printed = "" if caption.final else caption.text
        if caption.final:
            self._end_line()

    def _print(self, mark: str, words: str) -> None:
        said = Text(words) if self._in_line else Text.assemble((f"{mark}  ", "dim"), words.strip())
        self._console.print(said, end="", soft_wrap=True)
        self._in_line = True

    def _end_line(self) -> None:
        if self._in_line:
            self._console.print()
        self._in_line = False


def print_report(console: Console, report: Report) -> None:
    """Print the table of turns, the figures in sum, and what went wrong."""
    if report.turns:
        console.print(_table(report))
    figures = {
        "Delay": report.delay,
        "Barge-in": report.barge_in,
        "Not in the server's account of it": report.unaccounted,
    }
    for name, spread in figures.items():
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
