"""How far a download has got, how fast it goes and how long it still takes."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Protocol

_WINDOW_SECS = 10.0
_LEAST_SECS = 0.5


class Phase(StrEnum):
    """Where a download is in its life."""

    STARTING = "starting"
    """It asks which files there are."""
    RUNNING = "running"
    CHECKING = "checking"
    """All bytes are here; their checksum is compared."""
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def over(self) -> bool:
        """Whether nothing more will happen."""
        return self in _OVER


_OVER = frozenset({Phase.DONE, Phase.FAILED, Phase.CANCELLED})


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one download has got; the same for model files, Ollama and Speaches."""

    name: str
    phase: Phase = Phase.STARTING
    done_bytes: int = 0
    total_bytes: int | None = None
    """None where the other side does not tell."""
    bytes_per_sec: float | None = None
    """Over the last ten seconds; None until half a second has been measured."""
    secs_left: float | None = None
    detail: str = ""
    """The file under way, or one sentence saying what went wrong."""

    @property
    def fraction(self) -> float | None:
        """Done, 0 to 1; None where the total is unknown."""
        if self.phase is Phase.DONE:
            return 1.0
        if not self.total_bytes:
            return None
        return min(1.0, self.done_bytes / self.total_bytes)


class RateEstimator:
    """Estimates a rate from counts of bytes, over a window that moves along.

    ```
    bytes  ┤              ╭── newest
           ┤         ╭────╯
           ┤    ╭────╯            rate = rise / run inside the window
           ┼────┴─────────┴──▶ t
             oldest    (10 s)
    ```

    What was on the disk already, when a download goes on after an interruption, is no rate: the
    first count sets the baseline.
    """

    def __init__(self, window_secs: float = _WINDOW_SECS) -> None:
        """Start without counts.

        Args:
            window_secs: How far back to look.
        """
        self._window_secs = window_secs
        self._counts: deque[tuple[float, int]] = deque()

    def count(self, at: float, done_bytes: int) -> None:
        """Take in how many bytes are done.

        Args:
            at: The time in seconds, on any clock that does not go back.
            done_bytes: In all. A smaller number than before starts anew.
        """
        if self._counts and done_bytes < self._counts[-1][1]:
            self._counts.clear()
        self._counts.append((at, done_bytes))
        while len(self._counts) > 2 and at - self._counts[1][0] >= self._window_secs:
            self._counts.popleft()

    @property
    def bytes_per_sec(self) -> float | None:
        """The rate; None before half a second of counts."""
        if not self._counts:
            return None
        (begun, first), (ended, last) = self._counts[0], self._counts[-1]
        if ended - begun < _LEAST_SECS:
            return None
        return (last - first) / (ended - begun)

    def secs_left(self, total_bytes: int | None) -> float | None:
        """How long the rest takes at this rate.

        Args:
            total_bytes: Of the whole; None where unknown.

        Returns:
            Seconds; None where nothing can be said, as when nothing moves.
        """
        rate = self.bytes_per_sec
        if total_bytes is None or not rate:
            return None
        return max(0.0, (total_bytes - self._counts[-1][1]) / rate)


class Tell(Protocol):
    """Takes in how far something has got."""

    def __call__(
        self,
        done_bytes: int,
        total_bytes: int | None,
        detail: str = "",
        phase: Phase = Phase.RUNNING,
    ) -> None:
        """Take it in.

        Args:
            done_bytes: In all, with what was here before.
            total_bytes: Of the whole; None where unknown.
            detail: Such as the file under way.
            phase: Where it is in its life.
        """
        ...


class Tracker:
    """Turns counts of bytes into a `Progress` with rate and time left."""

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        """Start.

        Args:
            name: Of what is downloaded.
            clock: The time in seconds.
        """
        self.progress = Progress(name)
        self._clock = clock
        self._rate = RateEstimator()

    def tell(
        self,
        done_bytes: int,
        total_bytes: int | None,
        detail: str = "",
        phase: Phase = Phase.RUNNING,
    ) -> None:
        """Take in how far it has got; a `Tell`."""
        self._rate.count(self._clock(), done_bytes)
        self.progress = replace(
            self.progress,
            phase=phase,
            done_bytes=done_bytes,
            total_bytes=total_bytes,
            bytes_per_sec=self._rate.bytes_per_sec,
            secs_left=self._rate.secs_left(total_bytes),
            detail=detail,
        )

    def end(self, phase: Phase, detail: str = "") -> None:
        """Nothing more will happen.

        Args:
            phase: How it ended.
            detail: What went wrong, as one sentence; empty for nothing.
        """
        self.progress = replace(
            self.progress, phase=phase, bytes_per_sec=None, secs_left=None, detail=detail
        )
