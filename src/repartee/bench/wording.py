"""Figures as tables write them."""

from __future__ import annotations

from repartee.bench.figures import Ratio
from repartee.bench.load_run import LoadRun, Trial
from repartee.bench.rows import PEER, Row
from repartee.bench.upkeep_run import UpkeepRow

HEADINGS = ("Subject", "n", "Median", "Ratio", "p95", "Ratio", "Failed", "Cut-ins")
UPKEEP_HEADINGS = ("Session", "Subject", "n", "CPU", "Range", "Ratio", "Without", "Unanswered")
NAMES = {"repartee": "Repartee", "pipecat": "stock Pipecat", "fastrtc": "FastRTC"}
_WAYS = {"webrtc": "WebRTC", "websocket": "WebSocket"}


def cells(row: Row) -> list[str]:
    """A row of a table, under `HEADINGS`.

    Args:
        row: The figures.
    """
    name, missing = NAMES.get(row.subject, row.subject), str(row.missing)
    alone = "1" if row.subject == PEER else "–"
    if row.secs is None:
        return [name, "0", "–", "–", "–", "–", missing, str(row.cut_ins)]
    return [
        name,
        str(row.secs.count),
        milliseconds(row.secs.median),
        ratio(row.median_ratio, alone),
        milliseconds(row.secs.p95),
        ratio(row.tail_ratio, alone),
        missing,
        str(row.cut_ins),
    ]


def upkeep_cells(row: UpkeepRow) -> list[str]:
    """A row of a table, under `UPKEEP_HEADINGS`.

    Args:
        row: The figures.
    """
    way = _WAYS.get(row.condition.transport, row.condition.transport)
    return [
        f"{row.condition.doing.capitalize()}, {way}",
        NAMES.get(row.subject, row.subject),
        str(row.count),
        f"{row.core:.1%}",
        f"{row.low:.1%}–{row.high:.1%}",
        ratio(row.ratio, "1" if row.subject == PEER else "–"),
        f"{row.vacant:.1%}",
        str(row.unanswered),
    ]


def capacity_told(run: LoadRun) -> str:
    """How many sessions held; "≥" where that was not the subject's own limit.

    Args:
        run: A subject under load.
    """
    if run.alone is None:
        return "–"
    return f"{'≥ ' if run.at_least else ''}{run.capacity}"


def verdict(trial: Trial) -> str:
    """What a trial is worth.

    Args:
        trial: It.
    """
    if trial.rejected:
        return "rejected"
    return "yes" if trial.held else "no"


def milliseconds(secs: float) -> str:
    """A length of time.

    Args:
        secs: In seconds.
    """
    return f"{secs * 1000:.0f} ms"


def ratio(found: Ratio | None, otherwise: str = "–") -> str:
    """A ratio and its interval.

    Args:
        found: It.
        otherwise: What there is to say without one: 1 of who all are compared with.
    """
    return otherwise if found is None else f"{found.value:.2f} ({found.low:.2f}–{found.high:.2f})"
