from __future__ import annotations

from dataclasses import dataclass

from repartee.bench.stages import Stages


@dataclass(frozen=True, slots=True)
class Sample:
    """One measurement at the caller.

    Attributes:
        subject: Whose.
        said: What was said to it.
        secs: The cell's figure; None where there was nothing to measure, such as no answer.
        cut_ins: How often it began to talk while the caller still did.
        stages: Where the time went, where that can be told.
        kind: What kind of sound it was, where that makes a difference.
    """

    subject: str
    said: str
    secs: float | None
    cut_ins: int = 0
    stages: Stages | None = None
    kind: str = ""
