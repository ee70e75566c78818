"""Who is called when, so that whatever else a machine does falls on all alike."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def interleaved(subjects: Sequence[T], rounds: int, seed: int = 0) -> Iterator[T]:
    """Call everybody once a round, each round in another order.

    Args:
        subjects: Who is measured.
        rounds: How often each.
        seed: The same seed gives the same order.
    """
    draw = random.Random(seed)
    for _ in range(rounds):
        yield from draw.sample(subjects, len(subjects))
