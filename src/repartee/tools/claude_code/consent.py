"""Whether a caller's words allow something."""

from __future__ import annotations

import re

_YES = re.compile(
    r"\b(yes|yeah|yep|yup|sure|okay|ok|allow(ed)?|approved?|accept|granted|proceed|fine|"
    r"absolutely|definitely|certainly|go ahead|do it|go on|of course|please do|(you|it) may)\b"
)
_NO = re.compile(
    r"\b(no|nope|nah|don'?t|not|never|stop|deny|denied|refuse|reject|cancel|wait|hold|without|"
    r"can't|cannot|shouldn't|mustn't)\b"
)
_QUESTION = re.compile(r"what|why|which|who|how|where|when")
# A long answer is about something else, or has conditions; nobody allows anything by it.
_MOST_WORDS = 12
_FEW_WORDS = 3


def allows(words: str) -> bool | None:
    """Read an answer to "may it?".

    Only what is plainly a yes is one: a word of refusal anywhere makes it a no.

    Args:
        words: What the caller said.

    Returns:
        Whether it is allowed; None where it cannot be told.
    """
    said = " ".join(re.findall(r"[a-z']+", words.lower().replace("’", "'")))
    if _NO.search(said):
        return False
    if len(said.split()) > _MOST_WORDS or _QUESTION.match(said):
        return None
    return True if _YES.search(said) else None


def is_mere_answer(text: str) -> bool:
    """Whether an instruction is no more than a yes or no.

    Brains hear the caller's answer to a question of Claude Code's, and like to pass it on.

    Args:
        text: What a brain wants to have done.
    """
    return len(text.split()) <= _FEW_WORDS and allows(text) is not None
