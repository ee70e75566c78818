"""What a caller lets out without wanting the floor: made here, and judged by what became of it."""

from __future__ import annotations

from repartee.bench.asides.aside import ECHO, Aside, asides, echo_of
from repartee.bench.asides.undisturbed import pause_in

__all__ = ["ECHO", "Aside", "asides", "echo_of", "pause_in"]
