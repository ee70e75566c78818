"""Where the time went between the end of speech and the answer: pure."""

from __future__ import annotations

from collections.abc import Mapping

STAGES = ("paused", "decided", "words", "first_token", "clause", "first_audio", "sent", "heard")
"""What happens on the way; each stage is named after its end, as `TurnMeasured.steps_ms` is."""


def wait_ms(steps_ms: Mapping[str, float]) -> float | None:
    """How long the caller waited, in milliseconds; None where nothing was heard.

    Args:
        steps_ms: Of a `TurnMeasured`.
    """
    return steps_ms.get("heard", steps_ms.get("first_audio"))


def is_of_speech(steps_ms: Mapping[str, float]) -> bool:
    """Whether an answer is to something that was said; what was typed has no pause to notice.

    Args:
        steps_ms: Of a `TurnMeasured`.
    """
    return "paused" in steps_ms or "decided" in steps_ms


def stages_ms(steps_ms: Mapping[str, float]) -> dict[str, float]:
    """How long each stage took, in milliseconds; in sum what the caller waited.

    Words may be there before the turn is decided, so stages follow each other in the order of their
    time. What comes after the answer was heard, such as the words of a model that hears for itself,
    was not on the way.

    Args:
        steps_ms: Of a `TurnMeasured`.
    """
    whole = wait_ms(steps_ms)
    if whole is None:
        return {}
    ends = sorted(
        ((steps_ms[name], place) for place, name in enumerate(STAGES) if name in steps_ms),
    )
    stages, before = {}, 0.0
    for end, place in ends:
        if end <= whole:
            stages[STAGES[place]] = round(end - before, 1)
            before = end
    return stages
