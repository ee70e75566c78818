"""How far ears have heard, told along with their words."""

from __future__ import annotations

from dataclasses import dataclass

from pipecat.frames.frames import InterimTranscriptionFrame


@dataclass(frozen=True, slots=True)
class Covered:
    """All sound up to a moment is in these words.

    Attributes:
        until: When the last of that sound came, in seconds of `time.monotonic`.
    """

    until: float


def covered_by(frame: InterimTranscriptionFrame) -> float | None:
    """Up to when ears had heard, in seconds of `time.monotonic`.

    Args:
        frame: Their words so far.

    Returns:
        None if they did not tell.
    """
    return frame.result.until if isinstance(frame.result, Covered) else None
