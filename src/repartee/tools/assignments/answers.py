"""How a desk answers for its assignments."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import JsonValue

from repartee.tools.assignments.assignment import Assignment, AssignmentState
from repartee.tools.assignments.telling import for_the_ear
from repartee.tools.spoken import count_of


def status_of(assignment: Assignment, waiting: int) -> dict[str, JsonValue]:
    """The facts, for a brain or a page."""
    return {
        "task": assignment.text,
        "state": str(assignment.state),
        "doing": assignment.note,
        "done": assignment.done,
        "steps": assignment.steps,
        "waiting": waiting,
    }


def progress_of(who: str, assignment: Assignment) -> str:
    """How far an assignment is, in spoken words.

    Args:
        who: Who works on it, as it begins a sentence.
        assignment: The current or the last one.
    """
    doing = f" {assignment.note[:1].upper()}{assignment.note[1:]}" if assignment.note else ""
    doing = doing if not doing or doing[-1] in ".!?" else f"{doing}."
    match assignment.state:
        case AssignmentState.WAITING:
            return f"{who} is about to begin."
        case AssignmentState.WORKING:
            return f"{who} is still at it.{doing}"
        case AssignmentState.ASKING:
            return f"{who} waits for your answer.{doing}"
        case AssignmentState.PAUSED:
            return f"{who} has paused. Say resume to go on."
        case AssignmentState.DONE:
            return f"{who} is done. {for_the_ear(assignment.result)}".strip()
        case AssignmentState.FAILED:
            return f"{who} could not finish.{doing}"
        case AssignmentState.DROPPED:
            return f"{who} has nothing to do just now."


def dropped_words(who: str, dropped: Sequence[Assignment]) -> str:
    """What is said when everything was dropped."""
    if not dropped:
        return f"{who} had nothing to do. It is ready for a new task."
    return f"{who} has dropped {count_of(len(dropped), 'task')} and is ready for a new one."
