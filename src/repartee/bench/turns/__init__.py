"""When a turn is called over: recordings with and without pauses, and who waits for their end."""

from __future__ import annotations

from repartee.bench.turns.figures import LATE_SECS, TurnFigures, TurnOutcome

__all__ = ["LATE_SECS", "TurnFigures", "TurnOutcome"]
