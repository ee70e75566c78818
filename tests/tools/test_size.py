from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from repartee.tools.answer import Answer
from repartee.tools.size import fitted, size_of

TEXTS = st.text('ab é"', max_size=3000)
VALUES = st.one_of(TEXTS, st.integers(), st.lists(TEXTS), st.none())


def test_what_fits_is_left_as_it_is() -> None:
    answer: Answer = {"say": "Done.", "ok": True, "items": ["a"]}
    assert fitted(answer, 100) is answer


def test_a_long_text_is_cut_between_words_and_marked() -> None:
    cut = fitted({"ok": True, "text": "word " * 100}, 120)
    assert str(cut["text"]).endswith("word … (cut)")
    assert cut["cut"] is True


def test_what_is_biggest_goes_first() -> None:
    cut = fitted({"say": "Done.", "ok": True, "few": [1], "many": list(range(500))}, 100)
    assert cut == {"say": "Done.", "ok": True, "few": [1], "cut": True}


@given(rest=st.dictionaries(st.sampled_from("abcd"), VALUES), say=TEXTS)
def test_no_result_is_larger_than_allowed(rest: Answer, say: str) -> None:
    cut = fitted({**rest, "say": say, "ok": True}, 2_000)
    assert "say" in cut
    assert size_of(cut) <= 2_000
