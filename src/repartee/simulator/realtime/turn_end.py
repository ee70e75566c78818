"""After which silence a turn is over: pure decisions."""

from __future__ import annotations

from repartee.simulator.realtime.shapes import SemanticVad, ServerVad

_LONGEST_SECS = {"low": 8.0, "medium": 4.0, "auto": 4.0, "high": 2.0}
"""How long semantic VAD waits at most; from OpenAI's guide "Voice activity detection"."""
_DONE_SECS = {"low": 0.8, "medium": 0.5, "auto": 0.5, "high": 0.3}
"""How long it waits after what sounds done. Assumed: OpenAI says nothing of it."""
# Nobody ends a sentence with one of these; not all there are, as ears mistake `do` for `to`.
_GOES_ON = frozenset(
    {"a", "an", "the", "and", "or", "but", "because", "if", "so", "that", "of", "in", "on"}
    | {"at", "for", "with", "from", "my", "your", "his", "her", "its", "our", "their", "is", "are"}
    | {"was", "were", "um", "set", "add", "about", "into", "than"}
)


def silence_secs(detection: ServerVad | SemanticVad, words: str) -> float:
    """The silence after which a turn is over.

    Args:
        detection: What the client asked for.
        words: What was understood so far, lower case.
    """
    if isinstance(detection, ServerVad):
        return detection.silence_duration_ms / 1000
    waits = _DONE_SECS if sounds_done(words) else _LONGEST_SECS
    return waits[detection.eagerness]


def sounds_done(words: str) -> bool:
    """Whether a sentence may end here."""
    last = words.lower().rsplit(maxsplit=1)[-1:]
    return bool(last) and last[0].strip(".,!?") not in _GOES_ON
