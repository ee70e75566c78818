from __future__ import annotations

import json
import sys
import time
from dataclasses import asdict
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.table import Table
from rich.text import Text

from repartee.simulator.delays import Delays, Pace
from repartee.simulator.journal import Entry

if TYPE_CHECKING:
    from repartee.simulator.simulator import Simulator

_BAD_STATUS = 400


class Report(Protocol):
    """Tells of a rehearsal."""

    def begin(self, simulator: Simulator) -> None:
        """Tell what was started."""
        ...

    def tell(self, entry: Entry) -> None:
        """Tell of a request that is over."""
        ...


class TableReport:
    """For people."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def begin(self, simulator: Simulator) -> None:
        """Print a table of the stand-ins, and the settings that point here."""
        table = Table(
            "Vendor", "Address", "Delay", "Fault", title="Stand-ins", title_justify="left"
        )
        for name, standin in simulator.standins.items():
            faults = ", ".join(map(str, standin.faults.armed))
            table.add_row(name, simulator.urls[name], _delay(standin.delays), faults or "none")
        self._console.print(table)
        for name, value in simulator.environment().items():
            self._console.print(f"{name}={value}", markup=False)
        self._console.print(f"\nControl: {simulator.control_url}/_simulator/   Stop: Ctrl-C\n")

    def tell(self, entry: Entry) -> None:
        """Print one line."""
        at = time.strftime("%H:%M:%S", time.localtime(entry.at))
        status = "lost" if entry.status is None else str(entry.status)
        bad = entry.status is None or entry.status >= _BAD_STATUS
        facts = " ".join(f"{name}={value}" for name, value in entry.facts.items())
        line = Text.assemble(
            (at, "dim"),
            f"  {entry.vendor:<14} {entry.method:<6} {entry.path}  ",
            (status, "red" if bad else "green"),
            f"  {entry.secs or 0:.2f} s  ",
            (f"{entry.fault}  " if entry.fault else "", "yellow"),
            (facts, "dim"),
        )
        self._console.print(line)


class JsonReport:
    """For programs: one line that says what was started, then one a request."""

    def begin(self, simulator: Simulator) -> None:
        """Print what was started."""
        vendors = {
            name: {
                "url": simulator.urls[name],
                "delays": asdict(standin.delays),
                "faults": [str(fault) for fault in standin.faults.armed],
            }
            for name, standin in simulator.standins.items()
        }
        _line(
            {
                "control": simulator.control_url,
                "vendors": vendors,
                "environment": simulator.environment(),
            }
        )

    def tell(self, entry: Entry) -> None:
        """Print one request."""
        _line(asdict(entry))


def _line(content: dict[str, object]) -> None:
    sys.stdout.write(f"{json.dumps(content)}\n")
    sys.stdout.flush()


def _delay(delays: Delays) -> str:
    """Times to first, of the services that the vendor has."""
    parts = {
        "brain": delays.brain,
        "ears": delays.ears,
        "voice": delays.voice,
        "realtime": delays.realtime,
    }
    told = [f"{part} {pace.first_secs:g} s" for part, pace in parts.items() if pace != Pace()]
    return ", ".join(told) or "none"
