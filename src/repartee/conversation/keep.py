from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Kept = Literal["nothing", "text", "audio"]
"""How much of a conversation is kept, from the least on; `audio` means text and audio."""

_ALL: tuple[Kept, ...] = get_args(Kept)


@dataclass(frozen=True, slots=True)
class KeepRules:
    """How much may be kept of a conversation, and how much is if its caller does not say."""

    most: Kept = "text"
    usual: Kept = "text"

    @property
    def offered(self) -> tuple[Kept, ...]:
        """What a caller may choose, from the least on."""
        return _ALL[: _ALL.index(self.most) + 1]

    def resolved(self, asked: str) -> Kept:
        """How much is kept.

        Args:
            asked: The caller's choice; empty for none. One that is not offered (any more) counts
                as the nearest below it, and one that is not understood as `nothing`.
        """
        wanted = asked or self.usual
        within = _ALL.index(wanted) if wanted in _ALL else 0
        return _ALL[min(within, _ALL.index(self.most))]
