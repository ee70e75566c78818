from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from repartee.engines.clauses import split_for_speaking


def test_a_short_text_is_one_piece() -> None:
    assert split_for_speaking("Hello there.", 25) == ["Hello there."]


def test_the_first_clause_comes_early_and_the_rest_in_ever_longer_pieces() -> None:
    text = (
        "Let me see, I think so. There are two trains, one at nine and one at ten, and both of "
        "them stop at the museum. Shall I book one?"
    )
    assert split_for_speaking(text, 25) == [
        "Let me see, I think so.",
        "There are two trains, one at nine and one at ten,",
        "and both of them stop at the museum. Shall I book one?",
    ]


def test_a_clause_too_short_to_bridge_the_next_one_is_not_cut_off() -> None:
    assert split_for_speaking("Well, that is a good question.", 25)[0] != "Well,"


def test_a_phrase_is_not_broken_for_the_sake_of_a_limit() -> None:
    text = "The quick brown fox jumps over the lazy dog, and runs away."
    assert split_for_speaking(text, 25)[0] == "The quick brown fox jumps over the lazy dog,"


def test_numbers_and_times_stay_whole() -> None:
    assert split_for_speaking("It costs 3.50 now at 10:15 sharp.", 12) == [
        "It costs 3.50 now at 10:15 sharp."
    ]


def test_text_without_marks_is_cut_between_words() -> None:
    pieces = split_for_speaking("word " * 200, 25)
    assert max(map(len, pieces)) <= 200
    assert " ".join(pieces) == ("word " * 200).strip()


def test_nothing_is_no_piece() -> None:
    assert split_for_speaking("  \n ", 25) == []


@given(st.text(alphabet="ab ,.;:!?\n。", max_size=600), st.integers(8, 60))
def test_no_letter_is_lost_doubled_or_left_unsaid(text: str, first: int) -> None:
    pieces = split_for_speaking(text, first)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < len(piece) <= 200 for piece in pieces)
