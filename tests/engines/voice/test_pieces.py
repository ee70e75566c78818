from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.engines.voice.pieces import cut, sayable


def texts(text: str, *, ascii_only: bool = True) -> list[str]:
    return [piece.text for piece in cut(text, ascii_only=ascii_only)]


def test_a_short_text_is_one_piece_even_with_two_sentences() -> None:
    assert texts("Hello there. How are you?") == ["Hello there. How are you?"]


def test_a_long_text_is_cut_behind_a_sentence() -> None:
    first = "This is the first sentence of a rather long answer to a short question."
    second = "And this is the second one, which would not fit any more in the same piece."
    assert texts(f"{first} {second}") == [first, second]


def test_a_long_sentence_is_cut_behind_a_clause() -> None:
    clause = "When the rain had gone on for three days and three nights without a single pause,"
    rest = "the old woman decided that it was time to move the piano upstairs"
    assert texts(f"{clause} {rest}") == [clause, rest]


def test_only_what_follows_a_sentence_opens_one() -> None:
    long_clause = "word " * 20 + "clause, "
    sentence = "word " * 15 + "end. "
    pieces = cut(long_clause + sentence + long_clause, ascii_only=True)
    assert [piece.opens_sentence for piece in pieces] == [True, False, True]


def test_a_word_nobody_could_say_in_one_breath_is_cut_too() -> None:
    pieces = cut("x" * 10_000, ascii_only=True)
    assert max(len(piece.text) for piece in pieces) <= 120
    assert {word for piece in pieces for word in piece.words} == {0}


@pytest.mark.parametrize("text", ["", "  \n", "😀", "\0\x07", "--- ... !", "你好"])
def test_what_an_ascii_voice_cannot_say_makes_no_piece(text: str) -> None:
    assert cut(text, ascii_only=True) == []


@pytest.mark.parametrize(
    ("word", "said"),
    [("“it’s”", '"it\'s"'), ("Ünïcode", "Unicode"), ("a\0b", "ab"), ("\u200bok", "ok")],
)
def test_words_are_spelled_for_an_ascii_voice(word: str, said: str) -> None:
    assert sayable(word, ascii_only=True) == said


def test_a_voice_that_knows_unicode_gets_it() -> None:
    assert texts("Grüße 你好 😀", ascii_only=False) == ["Grüße 你好 😀"]


def test_a_position_in_a_piece_leads_back_to_the_word_of_the_text() -> None:
    (piece,) = cut("One 😀 two — three", ascii_only=True)
    assert piece.text == "One two three"
    found = [piece.word_at(position) for position in (-5, 0, 2, 4, 8, 99)]
    assert found == [0, 0, 0, 2, 4, 4]


@given(st.text(max_size=600), st.booleans())
def test_no_sayable_word_is_lost_and_order_is_kept(text: str, ascii_only: bool) -> None:
    pieces = cut(text, ascii_only=ascii_only)
    said = "".join(piece.text.replace(" ", "") for piece in pieces)
    assert said == "".join(sayable(word, ascii_only=ascii_only) for word in text.split())
    words = [word for piece in pieces for word in piece.words]
    assert words == sorted(words)


@given(st.text(max_size=600))
def test_a_piece_is_short_and_has_no_control_characters(text: str) -> None:
    for piece in cut(text, ascii_only=True):
        assert len(piece.text) <= 120
        assert piece.text.isascii()
        assert piece.text.isprintable()
