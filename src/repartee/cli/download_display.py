from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from rich.console import Console, Group
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from repartee.models.progress import Phase, Progress, Tracker
from repartee.models.units import rate_text, size_text, time_text

_PLAIN_SECS = 10.0
_BAR_WIDTH = 20


class DownloadDisplay:
    """Shows how far a download has got: a bar on a terminal, a line now and then in a log."""

    def __init__(self, console: Console, tracker: Tracker, plain_secs: float = _PLAIN_SECS) -> None:
        """Prepare.

        Args:
            console: Where to.
            tracker: Knows how far it is.
            plain_secs: Seconds between lines where there is no terminal.
        """
        self._console = console
        self._tracker = tracker
        self._plain_secs = plain_secs
        self._live: Live | None = None
        self._over = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        if self._console.is_terminal:
            self._live = Live(
                console=self._console,
                refresh_per_second=8,
                transient=True,
                get_renderable=lambda: bar(self._tracker.progress),
            )
            self._live.start()
        else:
            self._thread = threading.Thread(target=self._print_now_and_then, daemon=True)
            self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self._over.set()
        if self._live:
            self._live.stop()
        if self._thread:
            self._thread.join()

    def _print_now_and_then(self) -> None:
        while not self._over.wait(self._plain_secs):
            self._console.print(line(self._tracker.progress), markup=False)


def bar(progress: Progress) -> Group:
    """A download as one line with a bar.

    Args:
        progress: How far it has got.

    Returns:
        What Rich can draw.
    """
    row = Table.grid(padding=(0, 1))
    fraction = progress.fraction
    drawn = ProgressBar(
        total=100,
        completed=100 * (fraction or 0),
        width=_BAR_WIDTH,
        pulse=fraction is None,
    )
    row.add_row(Text(progress.name, "bold"), drawn, Text(_figures(progress), no_wrap=True))
    return Group(row)


def line(progress: Progress) -> str:
    """A download as plain words."""
    return f"{progress.name}  {_figures(progress)}"


def _figures(progress: Progress) -> str:
    if progress.phase is Phase.STARTING:
        return "asking which files there are"
    if progress.phase is Phase.CHECKING:
        return f"checking {progress.detail}".rstrip()
    total = progress.total_bytes
    done = size_text(progress.done_bytes)
    left = time_text(progress.secs_left)
    parts = [
        f"{100 * progress.fraction:.0f} %" if progress.fraction is not None else "",
        f"{done} of {size_text(total)}" if total else done,
        rate_text(progress.bytes_per_sec),
        f"{left} left" if left else "",
    ]
    return " · ".join(part for part in parts if part)
