"""What is said of work that goes on: little, and fit for the ear."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from repartee.tools.assignments.telling import (
    FIRST_SECS,
    GAP_SECS,
    LONGEST_SPOKEN,
    Narrator,
    for_the_ear,
)


def test_progress_is_said_seldom_and_never_right_after_the_beginning() -> None:
    narrator = Narrator()
    narrator.began(100.0)
    assert not narrator.worth_saying(100.0 + FIRST_SECS - 0.1)
    assert narrator.worth_saying(100.0 + FIRST_SECS)
    assert not narrator.worth_saying(100.0 + FIRST_SECS + GAP_SECS - 0.1)
    assert narrator.worth_saying(100.0 + FIRST_SECS + GAP_SECS)


def test_marks_code_and_addresses_are_not_read_aloud() -> None:
    text = "## Done\n\nI **fixed** `cart.py`, see [the log](https://a.b/c).\n```\nx = 1\n```\n"
    assert for_the_ear(text) == "Done. I fixed cart.py, see the log."


def test_a_long_text_is_cut_after_a_sentence_and_says_that_there_is_more() -> None:
    spoken = for_the_ear("This is a sentence. " * 100)
    assert spoken.endswith("This is a sentence. There is more to read.")
    assert len(spoken) < LONGEST_SPOKEN + 40


@given(st.text())
def test_any_text_is_short_enough_to_listen_to(text: str) -> None:
    assert len(for_the_ear(text)) < LONGEST_SPOKEN + 40
