"""What came of a set of recordings, in figures: pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from repartee.bench.figures import Summary, summary
from repartee.bench.turns.recordings import TurnRecording

LATE_SECS = 0.75
"""A turn that ends later than this after speech was called unfinished at first.

What one has to wait for in any case takes half a second: 0.3 s until the detector's pause, as
Silero hears the end of speech 0.1 s late, and 0.15 s for the last words.
"""


@dataclass(frozen=True, slots=True)
class TurnOutcome:
    """What one subject made of one recording; times in seconds of the recording.

    Attributes:
        recording: Its name.
        paused: Whether the speaker pauses in it.
        cut_off: How many pauses were taken for the end.
        delay: From the end of speech to the end of the turn; None if it never ended.
        first_verdict: What the model first said after the end of speech; None for nothing.
        looks: How often the model was asked.
    """

    recording: str
    paused: bool
    cut_off: int
    delay: float | None
    first_verdict: bool | None
    looks: int


@dataclass(frozen=True, slots=True)
class TurnFigures:
    """What one subject made of all recordings.

    Attributes:
        recordings: How many.
        with_pauses: In how many of them the speaker pauses.
        cut_off: How many of those were cut off.
        never_ended: How many turns did not end at all.
        late: How many ended late: called unfinished at first.
        unsure: In how many the model's own first verdict was that the turn is not over.
        delay: From the end of speech to the end of the turn.
        looks: How often the model was asked, a recording.
    """

    recordings: int
    with_pauses: int
    cut_off: int
    never_ended: int
    late: int
    unsure: int
    delay: Summary
    looks: float


def outcome(
    recording: TurnRecording, turn_ends: Sequence[float], verdicts: Sequence[tuple[float, bool]]
) -> TurnOutcome:
    """Compare what was decided with what was said.

    Args:
        recording: What was said.
        turn_ends: When turns were called over.
        verdicts: When the model was heard, and whether it called the turn over.
    """
    end = recording.speech_end
    pauses = pairwise(recording.pieces)
    cut_off = sum(any(a.end < at < b.end for at in turn_ends) for a, b in pauses)
    ended = next((at for at in turn_ends if at >= end), None)
    first = next((over for at, over in verdicts if at >= end), None)
    return TurnOutcome(
        recording.name,
        recording.paused,
        cut_off,
        None if ended is None else ended - end,
        first,
        len(verdicts),
    )


def figures(outcomes: Sequence[TurnOutcome]) -> TurnFigures:
    """Sum up one subject's outcomes.

    Args:
        outcomes: At least one, of a turn that ended.

    Raises:
        ValueError: No turn ended.
    """
    delays = [each.delay for each in outcomes if each.delay is not None]
    return TurnFigures(
        recordings=len(outcomes),
        with_pauses=sum(each.paused for each in outcomes),
        cut_off=sum(each.cut_off > 0 for each in outcomes),
        never_ended=len(outcomes) - len(delays),
        late=sum(delay > LATE_SECS for delay in delays) + len(outcomes) - len(delays),
        unsure=sum(each.first_verdict is False for each in outcomes),
        delay=summary(delays),
        looks=sum(each.looks for each in outcomes) / len(outcomes),
    )
