from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Menu:
    """What a caller may choose, by id; an empty choice is always allowed."""

    voices: tuple[str, ...] = ()
    brains: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    personas: tuple[str, ...] = ()
