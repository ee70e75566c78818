from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a server has got with fetching a model."""

    done_bytes: int
    total_bytes: int | None
    """None where the server does not tell."""
    status: str
    """What it is doing, in its own words."""


OnProgress = Callable[[Progress], None]
