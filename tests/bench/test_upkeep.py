"""Each subject's processor time is summed up by itself and compared under like conditions."""

from __future__ import annotations

from pathlib import Path

import pytest

from repartee.bench.kept import Kept
from repartee.bench.upkeep_run import Condition, Doing, Upkeep, UpkeepRun
from repartee.bench.wording import UPKEEP_HEADINGS, upkeep_cells
from repartee.caller import Transport

LISTENING = Condition(Doing.LISTENING, Transport.WEBRTC)
TALKING = Condition(Doing.TALKING, Transport.WEBSOCKET)
RUN = UpkeepRun(
    "2026-01-01T00:00:00+00:00",
    {},
    24.0,
    (
        Upkeep("pipecat", LISTENING, 0.20, 0.01),
        Upkeep("repartee", LISTENING, 0.05, 0.00),
        Upkeep("repartee", LISTENING, 0.07, 0.02),
        Upkeep("repartee", LISTENING, 0.06, 0.01),
        Upkeep("repartee", TALKING, 0.12, 0.01, unanswered=1),
    ),
)


def test_a_subject_is_compared_with_its_peer_under_the_same_condition() -> None:
    theirs, ours, talking = RUN.rows("pipecat")
    assert ours.ratio is not None
    assert ours.ratio.value == pytest.approx(0.3)
    assert (ours.core, ours.low, ours.high, ours.vacant) == (0.06, 0.05, 0.07, 0.01)
    assert (theirs.ratio, talking.ratio) == (None, None)


def test_a_row_says_what_was_measured_and_how_often() -> None:
    cells = upkeep_cells(list(RUN.rows("pipecat"))[2])
    assert len(cells) == len(UPKEEP_HEADINGS)
    assert cells == [
        "Talking, WebSocket",
        "Repartee",
        "1",
        "12.0%",
        "12.0%–12.0%",
        "–",
        "1.0%",
        "1",
    ]


def test_a_run_that_is_kept_comes_back_as_it_was(tmp_path: Path) -> None:
    kept = Kept(UpkeepRun, tmp_path)
    kept.save("upkeep", RUN)
    assert kept.load("upkeep") == RUN
