from __future__ import annotations

import asyncio
from collections.abc import Sequence

from repartee.history.memory.person_memory import Recall
from repartee.tools.memory import Passage

# Cormack, Clarke, Büttcher, "Reciprocal Rank Fusion" (SIGIR 2009).
_RANK_OFFSET = 60


class JointRecall:
    """Several ways to find what was said, of which each ranks in its own way."""

    def __init__(self, *ways: Recall) -> None:
        """Use them together.

        Args:
            *ways: All of them look for everything.
        """
        self._ways = ways

    async def find(self, person: str, about: str, but: str, limit: int) -> list[Passage]:
        """What most of them rank high."""
        found = await asyncio.gather(*(way.find(person, about, but, limit) for way in self._ways))
        return fused(found, limit)


def fused(rankings: Sequence[Sequence[Passage]], limit: int) -> list[Passage]:
    """Make one ranking of several, by their ranks alone.

    Args:
        rankings: The best first.
        limit: How many are wanted.
    """
    points: dict[Passage, float] = {}
    for ranking in rankings:
        for rank, passage in enumerate(ranking):
            points[passage] = points.get(passage, 0.0) + 1 / (_RANK_OFFSET + rank)
    return sorted(points, key=points.__getitem__, reverse=True)[:limit]
