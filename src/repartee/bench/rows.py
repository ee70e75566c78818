"""A cell's figures: each subject's, beside those of the peer all are compared with."""

from __future__ import annotations

from dataclasses import astuple, dataclass

import numpy as np

from repartee.bench.cells import CELLS, Figure
from repartee.bench.figures import Ratio, Summary, ratio, summary
from repartee.bench.runs import CellRun
from repartee.bench.stages import Stages

OWN = "repartee"
PEER = "pipecat"
"""With whom all are compared."""
_TAIL = 0.95


@dataclass(frozen=True, slots=True)
class Row:
    """One subject.

    Attributes:
        subject: Its name.
        secs: What was measured; None where nothing could be.
        median_ratio: To the peer's median; None for the peer itself, and where it is missing.
        tail_ratio: To the peer's 95th percentile.
        missing: How many measurements failed: a turn without an answer, an agent that talked on
            or one that did not.
        cut_ins: How often it began to talk while the caller still did.
        stages: The mean of each, of the turns in which all are known; None for no such turn.
    """

    subject: str
    secs: Summary | None
    median_ratio: Ratio | None
    tail_ratio: Ratio | None
    missing: int
    cut_ins: int
    stages: Stages | None


def rows(run: CellRun, peer: str = PEER) -> list[Row]:
    """Sum up a run.

    Args:
        run: It.
        peer: The subject that the others are compared with.
    """
    # A pause may be none at all, which nothing is a multiple of.
    is_pause = CELLS[run.cell].figure is Figure.KEPT_OUT
    theirs = [] if is_pause else _measured(run, peer)
    return [_row(run, subject, [] if subject == peer else theirs) for subject in run.subjects]


def _row(run: CellRun, subject: str, theirs: list[float]) -> Row:
    own, ours = run.of(subject), _measured(run, subject)
    compared = bool(ours and theirs)
    return Row(
        subject,
        summary(ours) if ours else None,
        ratio(ours, theirs) if compared else None,
        ratio(ours, theirs, _TAIL) if compared else None,
        sum(each.secs is None for each in own),
        sum(each.cut_ins for each in own),
        _mean([each.stages for each in own if each.stages is not None]),
    )


def _measured(run: CellRun, subject: str) -> list[float]:
    return [each.secs for each in run.of(subject) if each.secs is not None]


def _mean(stages: list[Stages]) -> Stages | None:
    if not stages:
        return None
    means = np.mean([astuple(each) for each in stages], axis=0)
    return Stages(*map(float, means))
