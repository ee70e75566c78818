"""Where a listener had a hole in the agent's speech. Pure: times in, figures out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from repartee.caller.audio_format import FRAME_SAMPLES, SAMPLE_RATE
from repartee.caller.turn_log import Span

LONGEST_GAP_SECONDS = 1.0
"""Silence for longer than this is the agent's own: it has finished, or is thinking."""

SMALLEST_BUFFER_SECONDS = 0.06
"""What a browser's player holds back at least."""

_JITTER_MEMORY = 500  # packets of 20 ms
_JITTER_QUANTILE = 0.97  # as WebRTC's NetEq


@dataclass(frozen=True, slots=True)
class Gap:
    """Sound that was not there when it was to be played.

    Attributes:
        position: Where in the sound it begins, in samples at 48 kHz.
        samples: How much is missing.
    """

    position: int
    samples: int


@dataclass(frozen=True, slots=True)
class Arrival:
    """When the packet came that begins at this place, in monotonic seconds.

    Attributes:
        position: Where in the sound it begins, in samples at 48 kHz.
        at: When it came.
        follows_silence: Whether its sender had sent nothing right before it, on purpose.
    """

    position: int
    at: float
    follows_silence: bool = False


def missing_seconds(gaps: Iterable[Gap], spans: Sequence[Span]) -> float:
    """How much was missing inside the agent's speech, or between two stretches close together.

    Args:
        gaps: What was missing, of any length.
        spans: The agent's speech.
    """
    return sum(gap.samples for gap in gaps if _in_speech(gap, spans)) / SAMPLE_RATE


def packets_missing(arrivals: Sequence[Arrival]) -> list[Gap]:
    """Find the packets of 20 ms that were lost, or came too late for a browser's player.

    That player holds back 60 ms, or as much as 97 % of the last ten seconds' packets needed.

    Args:
        arrivals: All packets that came, in the order in which they did.
    """
    if not arrivals:
        return []
    positions = np.array([arrival.position for arrival in arrivals])
    transits = np.array([arrival.at for arrival in arrivals]) - positions / SAMPLE_RATE
    late = {
        int(position)
        for index, position in enumerate(positions)
        if not _comes_in_time(transits, index)
    }
    known = sorted({arrival.position: arrival for arrival in arrivals}.values(), key=_position)
    lost = [
        position
        for before, after in pairwise(known)
        if not after.follows_silence
        for position in range(before.position + FRAME_SAMPLES, after.position, FRAME_SAMPLES)
    ]
    return [Gap(position, FRAME_SAMPLES) for position in sorted({*late, *lost})]


def _position(arrival: Arrival) -> int:
    return arrival.position


def _comes_in_time(transits: np.ndarray[tuple[int], np.dtype[np.float64]], index: int) -> bool:
    recent = transits[max(0, index - _JITTER_MEMORY) : index + 1]
    delays = recent - recent.min()
    buffer = max(SMALLEST_BUFFER_SECONDS, float(np.quantile(delays, _JITTER_QUANTILE)))
    return bool(delays[-1] <= buffer)


def _in_speech(gap: Gap, spans: Sequence[Span]) -> bool:
    near = round(LONGEST_GAP_SECONDS * SAMPLE_RATE)
    follows = any(s.samples.first <= gap.position <= s.samples.last + near for s in spans)
    precedes = any(s.samples.first - near <= gap.position <= s.samples.last for s in spans)
    return gap.samples < near and follows and precedes
