"""How far ears have heard, told along with their words."""

from __future__ import annotations

from dataclasses import dataclass

from pipecat.frames.frames import InterimTranscriptionFrame


@dataclass(frozen=True, slots=True)
class Covered:
    """All sound up to a moment is in these words.

    Attributes:
        until: When the last of that sound came, in seconds of `time.monotonic`.
        final: Whether ears call the last of these words final.
    """

    until: float
    final: bool = False


def covered_by(frame: InterimTranscriptionFrame) -> Covered | None:
    """Up to when ears had heard.

    Args:
        frame: Their words so far.

    Returns:
        None if they did not tell.
    """
    return frame.result if isinstance(frame.result, Covered) else None
