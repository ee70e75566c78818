"""What makes figures doubtful is told above them, from what the run itself recorded."""

from __future__ import annotations

from repartee.bench.caveats import caveats
from repartee.bench.cells import CELLS
from repartee.bench.runs import CellRun
from repartee.bench.samples import Sample
from repartee.bench.standins import VendorDelays


def _run(cell: str, turns: int, load: str = "0.3") -> CellRun:
    machine = {"cores": "2", "load at the beginning": load}
    samples = tuple(
        Sample(subject, "words", 0.5) for subject in ("repartee", "pipecat") for _ in range(turns)
    )
    return CellRun(cell, "2026-01-01T00:00:00+00:00", machine, VendorDelays(), samples, {})


def test_a_long_run_of_every_cell_on_an_idle_machine_needs_no_words() -> None:
    assert caveats([_run(cell, 30) for cell in CELLS]) == ""


def test_a_busy_machine_and_few_turns_are_told_from_the_record() -> None:
    runs = [_run(cell, turns=6 if cell == "prd" else 12, load="8.9") for cell in CELLS]
    told = caveats(runs).replace("\n", " ")
    assert "a load of up to 8.9 on 2 cores" in told
    assert "6 to 12 measurements each" in told


def test_what_was_not_measured_is_named() -> None:
    told = caveats([_run(cell, 30) for cell in CELLS if not cell.startswith("greeting")])
    assert told == "Not measured: Greeting, WebRTC; Greeting, WebSocket.\n\n"


def test_a_note_comes_last_in_one_paragraph() -> None:
    assert caveats([_run(cell, 30) for cell in CELLS], "The fan\nwas loud.\n") == (
        "The fan was loud.\n\n"
    )


def test_failed_turns_are_no_measurements() -> None:
    failed = Sample("repartee", "words", None)
    runs = [_run(cell, 30) for cell in CELLS]
    short = CellRun("webrtc", "", {}, VendorDelays(), (failed, *runs[0].samples[:2]), {})
    assert "2 measurements each" in caveats([short, *runs[1:]]).replace("2 to 30", "2")
