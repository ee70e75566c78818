from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from repartee.services.brains.thoughts import ThoughtFilter


def _cut(text: str, places: list[int]) -> list[str]:
    edges = [0, *sorted(place % (len(text) + 1) for place in places), len(text)]
    return [text[a:b] for a, b in pairwise(edges)]


def _spoken(pieces: list[str]) -> str:
    thoughts = ThoughtFilter()
    return "".join(thoughts.feed(piece) for piece in pieces) + thoughts.end()


@given(st.lists(st.integers(0, 60), max_size=12))
def test_thoughts_are_left_out_wherever_the_stream_is_cut(places: list[int]) -> None:
    text = "Well <b>, <think>is it < 5?</think>yes <think>or</think>, 3 <5."
    assert _spoken(_cut(text, places)) == "Well <b>, yes , 3 <5."


@given(st.text("<think>/ ab", max_size=40).filter(lambda text: "<think>" not in text), st.data())
def test_text_without_thoughts_is_said_as_it_is(text: str, data: st.DataObject) -> None:
    assert _spoken(_cut(text, data.draw(st.lists(st.integers(0, 40), max_size=8)))) == text


def test_a_thought_that_does_not_end_is_not_said() -> None:
    assert _spoken(["Yes. <think>But ", "then"]) == "Yes. "
