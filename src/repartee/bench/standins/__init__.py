"""What all subjects hear, think and speak with: stand-ins whose delays one chooses.

They run in a process of their own, so that a subject's processor time is its own.
"""

from __future__ import annotations

from repartee.bench.standins.line_up import PRD, QUICKSTART, LineUp, VendorDelays
from repartee.bench.standins.process import StandIns, StandInsFailedError
from repartee.bench.standins.witness import Asked, Part

__all__ = [
    "PRD",
    "QUICKSTART",
    "Asked",
    "LineUp",
    "Part",
    "StandIns",
    "StandInsFailedError",
    "VendorDelays",
]
