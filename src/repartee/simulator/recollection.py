"""What a language model answers from what was said earlier, without any tool."""

from __future__ import annotations

import re
from collections.abc import Sequence

from repartee.services.brains.intent_plan import Understand
from repartee.tools.fact import spoken_fact, subject_key
from repartee.tools.spoken import capitalized

_ABOUT_ME = re.compile(
    r"\bwhat (?:did|have) i (?:just )?(?:say|said|ask|asked|tell|told)\b", re.IGNORECASE
)
_ABOUT_YOU = re.compile(r"\bwhat did you (?:just )?(?:say|answer|tell me)\b", re.IGNORECASE)


def recollect(said: Sequence[str], answered: Sequence[str], understand: Understand) -> str | None:
    """Answer a question about the conversation itself.

    Args:
        said: What the user said, oldest first; the last is the question.
        answered: What the assistant said, oldest first.
        understand: Finds what a sentence asks for.

    Returns:
        The answer; None if it is no such question, or the conversation does not tell.
    """
    if not said:
        return None
    question, earlier = said[-1], said[:-1]
    if _ABOUT_ME.search(question):
        return f"You said: {earlier[-1].rstrip('.?! ')}." if earlier else None
    if _ABOUT_YOU.search(question):
        return f"I said: {answered[-1]}" if answered else None
    return _recall_fact(question, earlier, understand)


def _recall_fact(question: str, earlier: Sequence[str], understand: Understand) -> str | None:
    asked = understand(question)
    if asked is None or asked.tool != "recall_fact":
        return None
    wanted = subject_key(str(asked.arguments.get("subject", "")))
    for text in reversed(earlier):
        told = understand(text)
        if told is None or told.tool != "remember_fact":
            continue
        subject, value = str(told.arguments.get("subject")), str(told.arguments.get("value"))
        if subject_key(subject) == wanted:
            return f"{capitalized(spoken_fact(subject, value))}."
    return None
