"""Whether a question was the last thing that somebody heard."""

from __future__ import annotations

from repartee.tools.assent import plain

MAY_IT = "May it?"
YES_OR_NO = "Please say yes or no."
# How questions end. Who answers before that has heard what they agree to.
_CLOSES = (MAY_IT, YES_OR_NO)


def was_heard_last(question: str, heard: str) -> bool:
    """Whether a question was heard to its end, and nothing after it.

    A "yes" to something else must not answer it, nor one to the half of it: "shall I delete the
    old" may go on with anything.

    Args:
        question: As it was put.
        heard: The agent's last words, as far as they were heard.
    """
    point, close = _parts(question)
    if not point:
        return False
    before, found, after = plain(heard).rpartition(point)
    # Whole words: "undelete taxes" does not end with "delete taxes".
    return bool(found) and not before[-1:].strip() and _begins(close, after.strip())


def _parts(question: str) -> tuple[str, str]:
    """What a question is about, and how it ends."""
    for close in _CLOSES:
        if question.endswith(close):
            return plain(question.removesuffix(close)), plain(close)
    return plain(question), ""


def _begins(close: str, words: str) -> bool:
    return not words or f"{close} ".startswith(f"{words} ")
