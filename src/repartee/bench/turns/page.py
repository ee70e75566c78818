"""The figures in words: a table, and the part of a page that has it."""

from __future__ import annotations

from collections.abc import Mapping

from repartee.bench.turns.figures import LATE_SECS, TurnFigures

_BEGIN, _END = "<!-- figures: begin -->", "<!-- figures: end -->"


class NoPlaceError(Exception):
    """A page has no place for figures; the message says what marks it."""


def rows(found: Mapping[str, TurnFigures]) -> dict[str, list[str]]:
    """What is told of each subject, a row a figure.

    Args:
        found: By subject.

    Returns:
        By what the figure is of, in the subjects' order.
    """
    columns = [_cells(each) for each in found.values()]
    return {label: [column[label] for column in columns] for label in columns[0]}


def renewed(page: str, found: Mapping[str, TurnFigures]) -> str:
    """Put figures into a page, in place of those it has.

    Args:
        page: Markdown.
        found: By subject.

    Raises:
        NoPlaceError: The page does not say where they go.
    """
    before, begin, rest = page.partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not (begin and end):
        raise NoPlaceError(f"The page has no lines {_BEGIN} and {_END}, between which they go.")
    lines = [f"| | {' | '.join(found)} |", "|---" * (len(found) + 1) + "|"]
    lines += [f"| {label} | {' | '.join(cells)} |" for label, cells in rows(found).items()]
    return "\n".join([before + begin, *lines, end + after])


def _cells(each: TurnFigures) -> dict[str, str]:
    return {
        "Cut off in a pause": f"{each.cut_off} of {each.with_pauses}",
        f"Called unfinished at first: ended after {LATE_SECS} s": _of(each.late, each),
        "The model's own first verdict was: unfinished": _of(each.unsure, each),
        "Never ended": _of(each.never_ended, each),
        "End of speech to end of turn, median": f"{each.delay.median * 1000:.0f} ms",
        "The same, 95th percentile": f"{each.delay.p95 * 1000:.0f} ms",
        "Verdicts asked, a recording": f"{each.looks:.1f}",
    }


def _of(count: int, each: TurnFigures) -> str:
    return f"{count} of {each.recordings}"
