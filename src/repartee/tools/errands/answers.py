"""How a desk answers for its errands."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from repartee.tools.errands.errand import Errand, ErrandState
from repartee.tools.errands.telling import for_the_ear
from repartee.tools.spoken import count_of


def status_of(errand: Errand, waiting: int) -> dict[str, JsonValue]:
    """The facts, for a brain or a page."""
    return {
        "task": errand.text,
        "state": str(errand.state),
        "doing": errand.note,
        "done": errand.done,
        "steps": errand.steps,
        "waiting": waiting,
    }


def progress_of(who: str, errand: Errand) -> str:
    """How far an errand is, in spoken words.

    Args:
        who: Who works on it, as it begins a sentence.
        errand: The current or the last one.
    """
    doing = f" {errand.note[:1].upper()}{errand.note[1:]}" if errand.note else ""
    doing = doing if not doing or doing[-1] in ".!?" else f"{doing}."
    match errand.state:
        case ErrandState.WAITING:
            return f"{who} is about to begin."
        case ErrandState.WORKING:
            return f"{who} is still at it.{doing}"
        case ErrandState.ASKING:
            return f"{who} waits for your answer.{doing}"
        case ErrandState.PAUSED:
            return f"{who} has paused. Say resume to go on."
        case ErrandState.DONE:
            return f"{who} is done. {for_the_ear(errand.result)}".strip()
        case ErrandState.FAILED:
            return f"{who} could not finish.{doing}"
        case ErrandState.DROPPED:
            return f"{who} has nothing to do just now."


def dropped_words(who: str, dropped: Sequence[Errand]) -> str:
    """What is said when everything was dropped."""
    if not dropped:
        return f"{who} had nothing to do. It is ready for a new task."
    return f"{who} has dropped {count_of(len(dropped), 'task')} and is ready for a new one."
