from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.history.words import fold, snippet, wanted


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Hello, World!", ["hello", "world"]),
        ("Straße", ["strasse"]),
        ("naïve CAFÉ", ["naive", "cafe"]),
        ("it's 3.5 %", ["it", "s", "3", "5"]),
        ("snake_case foo-bar", ["snake", "case", "foo", "bar"]),
        ("今日は", ["今", "日", "は"]),
        ("Привет, мир", ["привет", "мир"]),
        ("½", ["1", "2"]),
        ("", []),
    ],
)
def test_words_have_neither_case_nor_accents(text: str, words: list[str]) -> None:
    assert fold(text) == words


def test_a_word_is_looked_for_once_and_no_more_than_sixteen_are() -> None:
    assert wanted("to be or not to be") == ["to", "be", "or", "not"]
    assert len(wanted(" ".join(map(str, range(100))))) == 16


@given(st.text())
def test_what_is_folded_stays_as_it_is_when_it_is_folded_again(text: str) -> None:
    once = fold(text)
    assert fold(" ".join(once)) == once


@given(st.text(max_size=600), st.text(max_size=20))
def test_a_snippet_is_a_stretch_of_the_text(text: str, question: str) -> None:
    pieces = snippet(text, wanted(question))
    shown = "".join(piece for piece, _ in pieces)
    assert shown.removeprefix("… ").removesuffix(" …") in text
    assert len(shown) <= 164
    assert all(piece for piece, _ in pieces)


def test_a_snippet_of_a_long_text_shows_the_match_and_whole_words() -> None:
    text = "before " * 60 + "the needle is here " + "after " * 60
    pieces = snippet(text, ["needle"])
    assert ("needle", True) in pieces
    assert pieces[0] == ("… ", False)
    assert pieces[1][0].startswith("before ")
    assert pieces[-1] == (" …", False)
    assert pieces[-2][0].endswith("after")


def test_the_last_word_may_be_the_beginning_of_one() -> None:
    assert snippet("kettles and ants", ["and", "kett"]) == [
        ("kettles", True),
        (" ", False),
        ("and", True),
        (" ants", False),
    ]
