"""Measuring by command: what is wrong is told before anything is measured."""

from __future__ import annotations

from pathlib import Path

from typer.testing import CliRunner

from repartee.bench.kept import Kept
from repartee.bench.runs import CellRun
from repartee.bench.samples import Sample
from repartee.bench.standins import VendorDelays
from repartee.cli.bench import bench


def test_an_unknown_cell_is_refused_with_those_there_are() -> None:
    result = CliRunner().invoke(bench, ["latency", "--cell", "moon"])
    assert result.exit_code == 2
    assert "barge-in-websocket" in result.output


def test_the_page_is_written_from_what_was_kept_without_measuring(tmp_path: Path) -> None:
    samples = (Sample("repartee", "words", 0.4), Sample("pipecat", "words", 0.8))
    run = CellRun("webrtc", "2026-01-01T00:00:00+00:00", {}, VendorDelays(), samples, {})
    Kept(CellRun, tmp_path / "runs").save("webrtc", run)
    docs = tmp_path / "benchmarks.md"
    command = ["all", "--no-measure", "--keep", str(tmp_path / "runs"), "--docs", str(docs)]
    result = CliRunner().invoke(bench, command)
    assert result.exit_code == 0, result.output
    assert "| Repartee | 1 | 400 ms | 0.50" in docs.read_text()
    assert (tmp_path / "images" / "bench-latency.svg").exists()


def test_a_page_from_an_empty_folder_is_refused(tmp_path: Path) -> None:
    result = CliRunner().invoke(bench, ["all", "--no-measure", "--keep", str(tmp_path)])
    assert result.exit_code == 1
    assert "nothing" in result.output


def test_a_note_is_on_the_page_and_stays_there_when_it_is_written_again(tmp_path: Path) -> None:
    samples = (Sample("repartee", "words", 0.4), Sample("pipecat", "words", 0.8))
    run = CellRun("webrtc", "2026-01-01T00:00:00+00:00", {}, VendorDelays(), samples, {})
    Kept(CellRun, tmp_path / "runs").save("webrtc", run)
    docs = tmp_path / "benchmarks.md"
    command = ["all", "--no-measure", "--keep", str(tmp_path / "runs"), "--docs", str(docs)]
    for further in (["--note", "The fan was loud."], []):
        result = CliRunner().invoke(bench, [*command, *further])
        assert result.exit_code == 0, result.output
        assert "The fan was loud." in docs.read_text()
