"""The page says what was measured, of whom, and under which conditions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from repartee.bench.cells import CELLS, Figure
from repartee.bench.kept import Kept
from repartee.bench.load_run import Listening, LoadRun, Trial
from repartee.bench.page import page
from repartee.bench.rows import rows
from repartee.bench.runs import CellRun
from repartee.bench.samples import Sample
from repartee.bench.stages import Stages
from repartee.bench.standins import VendorDelays
from repartee.bench.upkeep_run import Condition, Doing, Upkeep, UpkeepRun
from repartee.caller import Transport

STAGES = Stages(0.2, 0.15, 0.05, 0.2, 0.1, 0.1, 0.05)


def _run(*samples: Sample, cell: str = "webrtc") -> CellRun:
    machine = {"processor": "a small one", "load at the beginning": "0.1"}
    left_out = {"fastrtc": "No network."}
    at = "2026-01-01T00:00:00+00:00"
    return CellRun(cell, at, machine, VendorDelays(), samples, left_out)


def _samples(subject: str, *secs: float | None) -> list[Sample]:
    return [Sample(subject, "words", each, stages=STAGES if each else None) for each in secs]


RUN = _run(*_samples("pipecat", 0.9, 1.0, 1.1), *_samples("repartee", 0.4, 0.5, 0.6, None))
TRIAL = Trial("repartee", 1, 0.5, 0.4, 0, 0.0, 0.1, 0.2, 200_000_000, held=True)
TOO_MANY = replace(TRIAL, sessions=13, p95=0.9, held=False)
IDLE = Listening("repartee", 4, 0.05, 200_000_000, 3_000_000)
LOAD = LoadRun("repartee", "2026-01-01T00:00:00+00:00", {}, IDLE, (TRIAL, TOO_MANY), 12)


def test_everybody_is_compared_with_stock_pipecat() -> None:
    ours, theirs = rows(RUN)
    assert ours.median_ratio is not None
    assert ours.median_ratio.value == pytest.approx(0.5)
    assert (ours.missing, theirs.missing) == (1, 0)
    assert theirs.median_ratio is None


def test_without_stock_pipecat_there_are_figures_alone() -> None:
    (row,) = rows(_run(*_samples("repartee", 0.5)))
    assert row.secs is not None
    assert (row.secs.median, row.median_ratio) == (0.5, None)


def test_who_answers_nothing_has_a_row_without_figures() -> None:
    (row,) = rows(_run(*_samples("pipecat", None, None)))
    assert (row.secs, row.missing) == (None, 2)


def test_the_page_has_the_figures_the_stages_and_the_machine() -> None:
    text = page([RUN], [LOAD]).text
    assert "| Repartee | 3 | 500 ms | 0.50" in text
    assert "| stock Pipecat | 3 | 1000 ms | 1 |" in text
    assert "| Repartee | 200 | 150 | 50 | 200 | 100 | 100 | 50 | 850 |" in text
    assert "FastRTC is missing: No network." in text
    assert "| Repartee | 12 | 500 ms | 5.0% | 200 MB | 3 MB |" in text
    assert "- processor: a small one" in text


def test_without_a_run_under_load_the_page_says_so() -> None:
    assert "Not measured in this run." in page([RUN], []).text


def test_the_page_tells_what_sessions_cost() -> None:
    upkeep = Upkeep("repartee", Condition(Doing.LISTENING, Transport.WEBRTC), 0.05, 0.01)
    text = page([RUN], [], upkeep=UpkeepRun("2026-01-01", {}, 24.0, (upkeep,))).text
    assert "| Listening, WebRTC | Repartee | 1 | 5.0% |" in text


def test_its_pictures_are_drawings_that_can_be_read() -> None:
    for picture in page([RUN], []).pictures.values():
        drawing = ET.fromstring(picture)
        assert drawing.tag.endswith("svg")
        assert any("Repartee" in (each.text or "") for each in drawing.iter())


def test_a_run_that_was_kept_is_the_same_again(tmp_path: Path) -> None:
    kept = Kept(CellRun, tmp_path / "runs")
    assert kept.load("webrtc") is None
    kept.save("webrtc", RUN)
    assert kept.load("webrtc") == RUN


def test_a_kept_file_that_is_broken_is_measured_again(tmp_path: Path) -> None:
    (tmp_path / "webrtc.json").write_text("{")
    assert Kept(CellRun, tmp_path).load("webrtc") is None


def test_every_cell_has_repartee_and_somebody_to_compare_it_with() -> None:
    assert all(cell.subjects[:2] == ("repartee", "pipecat") for cell in CELLS.values())
    assert {cell.figure for cell in CELLS.values()} == set(Figure)


def test_sounds_that_want_no_answer_are_told_by_their_kind_and_in_no_ratio() -> None:
    samples = (
        Sample("repartee", "cough 1", 0.6, kind="cough"),
        Sample("repartee", '"yeah" (slt)', 0.8, kind='"yeah"'),
        Sample("pipecat", "cough 1", 0.0, kind="cough"),
        Sample("pipecat", '"yeah" (slt)', None, kind='"yeah"'),
    )
    text = page([_run(*samples, cell="kept-out-webrtc")], []).text
    assert "| Repartee | 2 | 700 ms | – | 790 ms | – | 0 | 0 |" in text
    assert "| Went on after | Repartee | stock Pipecat |" in text
    assert '| "yeah" | 1 of 1, paused 800 ms | 0 of 1 |' in text


def test_a_ratio_to_nobody_is_not_one() -> None:
    run = _run(*_samples("repartee", 0.5), *_samples("pipecat", None))
    assert "| Repartee | 1 | 500 ms | – |" in page([run], []).text
