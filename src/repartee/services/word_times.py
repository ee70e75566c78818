from __future__ import annotations

# Short words take longer than their letters say, and a mark brings a pause.
_WORD_WEIGHT = 2.0
_PAUSE_WEIGHT = 4.0
_PAUSE_MARKS = frozenset(".,;:!?…")


def estimated_word_times(text: str, duration_secs: float) -> list[tuple[str, float]]:
    """Tell when each word of a spoken text begins, for voices that do not say so.

    An estimate from the words' lengths; against flite's own segment times it is off by some
    100–200 ms in a sentence, enough to know which words were heard.

    Args:
        text: The text as it was spoken.
        duration_secs: How long it took.

    Returns:
        `(word, seconds from the beginning)` for each word, in order.
    """
    words = text.split()
    weights = [_weight(word) for word in words]
    scale = duration_secs / sum(weights) if weights else 0.0
    times = []
    passed = 0.0
    for word, weight in zip(words, weights, strict=True):
        times.append((word, passed * scale))
        passed += weight
    return times


def _weight(word: str) -> float:
    return len(word) + _WORD_WEIGHT + (_PAUSE_WEIGHT if word[-1] in _PAUSE_MARKS else 0.0)
