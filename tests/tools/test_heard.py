"""Whose "yes" answers a question: theirs who heard it last, and to its end."""

from __future__ import annotations

import pytest

from repartee.tools.heard import was_heard_last

MAY_IT = "Claude Code wants to run the command make. May it?"
DELETE = "Shall I delete taxes? Please say yes or no."


@pytest.mark.parametrize("question", [MAY_IT, DELETE, "Rome, or Paris?"])
def test_a_question_that_was_heard_last_is_answered(question: str) -> None:
    assert was_heard_last(question, question)
    assert was_heard_last(question, f"It is noon. {question}")


@pytest.mark.parametrize(
    ("question", "heard"),
    [
        (MAY_IT, "Claude Code wants to run the command make."),
        (MAY_IT, "Claude Code wants to run the command make. May"),
        (DELETE, "shall i delete taxes"),
        (DELETE, "Shall I delete taxes? Please say"),
    ],
)
def test_who_answers_before_the_usual_close_has_heard_enough(question: str, heard: str) -> None:
    assert was_heard_last(question, heard)


@pytest.mark.parametrize(
    ("question", "heard"),
    [
        (MAY_IT, "Claude Code wants to run the command"),
        (MAY_IT, f"{MAY_IT} Shall I also set a timer?"),
        (MAY_IT, "Claude Code wants to run the command make. Maybe it"),
        (MAY_IT, "Shall I set a timer?"),
        (MAY_IT, ""),
        (DELETE, "Shall I delete"),
        ("Delete taxes?", "Undelete taxes?"),
        ("Rome, or Paris?", "Rome, or"),
        ("", "It is noon."),
        ("May it?", "It is noon. May it?"),
    ],
)
def test_less_or_more_than_the_question_is_something_else(question: str, heard: str) -> None:
    assert not was_heard_last(question, heard)
