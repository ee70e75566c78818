"""What bridges a wait, by language."""

from __future__ import annotations

from repartee.stacks.languages import primary

_WORDS = {"en": "One moment.", "de": "Einen Moment.", "es": "Un momento."}


def filler_in(language: str) -> str:
    """What to say while an answer is awaited.

    Args:
        language: BCP 47, as it is spoken.

    Returns:
        The words; empty for a language in which none are known.
    """
    return _WORDS.get(primary(language), "")
