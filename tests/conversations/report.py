"""Writes docs/rehearsals.md: every stack, and every provider in every kind of trouble.

Run it with nothing else going on: `python -m tests.conversations.report docs/rehearsals.md`.
"""

from __future__ import annotations

import asyncio
import os
import platform
import sys
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractContextManager, asynccontextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import httpx

from tests.conversations.fault_matrix import ALL, FAULTS, Cell, Outcome, play_on
from tests.conversations.rehearsals import STACKS, TURNS, converse
from tests.support.server_process import serving, serving_forgivingly
from tests.support.stand_ins import StandIns, standing_in

_AT_ONCE = 2
_SIGNS = {"recovered": "✓", "apologised": "sorry", "lost": "✗"}


def main() -> None:
    """Hold all conversations, and write the page."""
    with TemporaryDirectory() as directory, standing_in(Path(directory) / "cache") as stand_ins:
        stacks = asyncio.run(_stacks(stand_ins, Path(directory)))
        print("\n".join(stacks), file=sys.stderr)
        outcomes = asyncio.run(_faults(stand_ins, Path(directory)))
    Path(sys.argv[1]).write_text("\n".join([*_head(), *stacks, *_matrix(outcomes)]) + "\n")


def _head() -> list[str]:
    said = ", ".join(f"*{text}*" for text in TURNS)
    return [
        "# Rehearsals",
        "",
        "Written by `python -m tests.conversations.report docs/rehearsals.md`. Every vendor is a",
        "stand-in on the same machine, with the delays that vendors publish. Take times as ratios.",
        "",
        f"Machine: {os.cpu_count()} cores, {platform.machine()}, Python "
        f"{platform.python_version()}.",
        "",
        "## Every stack",
        "",
        f"One call, by voice (flite's slt): {said}. The last can only be answered by who remembers",
        "the first. Delay is from the last word to the first sound of the answer, at the caller.",
        "",
        "| Stack | Delays in s | Words heard | Remembers | Provider calls |",
        "|---|---|---|---|---|",
    ]


async def _stacks(stand_ins: StandIns, directory: Path) -> list[str]:
    return [await _stack(name, stand_ins, directory) for name in STACKS]


async def _stack(name: str, stand_ins: StandIns, directory: Path) -> str:
    home = directory / "".join(filter(str.isalnum, name))
    home.mkdir()
    stand_ins.calls()
    with serving(home, **stand_ins.environment, **STACKS[name]) as url:
        await asyncio.sleep(5)  # what is fetched and loaded at the start
        stand_ins.calls()
        talk = await converse(url)
    calls = ", ".join(f"{vendor} {count}" for vendor, count in sorted(stand_ins.calls().items()))
    delays = " · ".join(f"{delay:.2f}" for delay in talk.delays)
    remembers = "yes" if talk.remembers else "no"
    return f"| {name} | {delays} | {talk.words_heard:.0%} | {remembers} | {calls or 'none'} |"


async def _faults(stand_ins: StandIns, directory: Path) -> list[Outcome]:
    # A fault is the vendor's: two cells of one provider must not run at the same time.
    lanes: dict[str, list[Cell]] = {}
    for cell in ALL:
        lanes.setdefault(cell.provider, []).append(cell)
    turn = asyncio.Semaphore(_AT_ONCE)
    done = await asyncio.gather(
        *(_provider(cells, stand_ins, directory, turn) for cells in lanes.values())
    )
    return [outcome for lane in done for outcome in lane]


async def _provider(
    cells: Sequence[Cell], stand_ins: StandIns, directory: Path, turn: asyncio.Semaphore
) -> list[Outcome]:
    outcomes: list[Outcome] = []
    async with turn:
        for part in dict.fromkeys(cell.part for cell in cells):
            lane = [cell for cell in cells if cell.part == part]
            home = directory / f"{part}-{lane[0].provider}"
            await asyncio.to_thread(home.mkdir)
            outcomes += await _part(lane, stand_ins, home)
    return outcomes


async def _part(cells: Sequence[Cell], stand_ins: StandIns, home: Path) -> list[Outcome]:
    outcomes = []
    environment = {**stand_ins.environment, **cells[0].environment}
    async with _aside(serving_forgivingly(home, **environment)) as url:
        for cell in cells:
            outcome = await play_on(url, cell, stand_ins, home)
            outcomes.append(outcome)
            _tell(outcome)
            await asyncio.to_thread(httpx.post, f"{url}/test/forget")
            await asyncio.sleep(1)  # what a fault left open
    return outcomes


@asynccontextmanager
async def _aside(server: AbstractContextManager[str]) -> AsyncIterator[str]:
    """Start and stop a server without holding up the calls that go on."""
    url = await asyncio.to_thread(server.__enter__)
    try:
        yield url
    finally:
        await asyncio.to_thread(server.__exit__, None, None, None)


def _tell(outcome: Outcome) -> None:
    shown = "-" if outcome.seconds is None else f"{outcome.seconds:.1f} s"
    print(outcome.cell, outcome.verdict, shown, *outcome.talk.notes, sep=" | ", file=sys.stderr)


def _matrix(outcomes: Sequence[Outcome]) -> list[str]:
    by_cell = {outcome.cell: outcome for outcome in outcomes}
    counts = Counter(outcome.verdict for outcome in outcomes)
    secs = [outcome.seconds for outcome in outcomes if outcome.seconds is not None]
    rows = dict.fromkeys((cell.part, cell.provider) for cell in ALL)
    lines = [
        "",
        "## Every provider in trouble",
        "",
        "The provider fails in the second of three turns; the built-in part takes over. ✓: all",
        "turns were answered, the last from memory, and nobody said anything twice. The figure is",
        "the delay of the second answer in seconds.",
        "",
        f"| Part | Provider | {' | '.join(FAULTS)} |",
        f"|---|---|{'---|' * len(FAULTS)}",
    ]
    for part, provider in rows:
        cells = [_shown(by_cell[Cell(part, provider, fault)]) for fault in FAULTS]
        lines.append(f"| {part} | {provider} | {' | '.join(cells)} |")
    lines += [
        "",
        f"{counts['recovered']} of {len(outcomes)} recovered "
        f"({counts['recovered'] / len(outcomes):.1%}), {counts['apologised']} apologised, "
        f"{counts['lost']} were lost. Delay of the second answer: median {median(secs):.1f} s, "
        f"longest {max(secs):.1f} s.",
    ]
    return lines


def _shown(outcome: Outcome) -> str:
    secs = "" if outcome.seconds is None else f" {outcome.seconds:.1f}"
    return f"{_SIGNS[outcome.verdict]}{secs}"


if __name__ == "__main__":
    main()
