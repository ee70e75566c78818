from __future__ import annotations

import statistics
from collections.abc import Sequence
from typing import Any

from repartee.caller.call import Turn


def summary(turns: Sequence[Turn]) -> dict[str, Any]:
    """Figures of a call.

    Args:
        turns: All turns but the greeting.

    Returns:
        `turns`, and median and 95th percentile of the delays in milliseconds (None without any).
    """
    delays = sorted(turn.delay_secs * 1000 for turn in turns if turn.delay_secs is not None)
    return {
        "turns": [as_fields(turn) for turn in turns],
        "delay_median_ms": round(statistics.median(delays)) if delays else None,
        "delay_p95_ms": round(percentile(delays, 0.95)) if delays else None,
        "unanswered": sum(turn.delay_secs is None for turn in turns),
    }


def as_fields(turn: Turn) -> dict[str, Any]:
    """One turn, times in milliseconds."""
    return {
        "said": turn.said,
        "caption": turn.caption,
        "answer": turn.answer,
        "delay_ms": _ms(turn.delay_secs),
        "barge_in_ms": _ms(turn.barge_in_secs),
    }


def percentile(ordered: Sequence[float], share: float) -> float:
    """The value below which a share of values lies, by linear interpolation.

    Args:
        ordered: At least one value, ascending.
        share: 0 to 1.
    """
    at = (len(ordered) - 1) * share
    low = int(at)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (at - low)


def _ms(secs: float | None) -> int | None:
    return None if secs is None else round(secs * 1000)
