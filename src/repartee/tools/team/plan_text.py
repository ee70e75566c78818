"""How a planner's words become steps."""

from __future__ import annotations

import re

MOST_STEPS = 5

_ITEM = re.compile(r"^\s*(?:step\s*)?(?:\d{1,2}\s*[.):]|[-*•])\s*(?P<step>\S.*)$", re.IGNORECASE)
_MARKS = re.compile(r"[*_`#]+")
_LONGEST_STEP = 200


def steps_in(text: str, task: str) -> list[str]:
    """Read a plan.

    Small models are poor at JSON and good at lists, so a plan is any list.

    Args:
        text: What the planner wrote.
        task: What it is about; the only step if there is no list in the text.

    Returns:
        One to `MOST_STEPS` steps, without marks.
    """
    items = [found["step"] for line in text.splitlines() if (found := _ITEM.match(line))]
    steps = [_MARKS.sub("", item).strip()[:_LONGEST_STEP] for item in items]
    return [step for step in steps if step][:MOST_STEPS] or [task]
