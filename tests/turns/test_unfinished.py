from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.turns.unfinished import is_answer, wants_more


@pytest.mark.parametrize(
    "words",
    [
        "I would like a table for two and",
        "Please send it to",
        "please send it to.",
        "Can you tell me the",
        "My name is",
        "My number is five five five",
        "My number is 555 21",
        "Well, um,",
        "So,",
        "I think, you know,",
        "If it rains tomorrow,",
        "When you have finished",
        "I need, uh",
        "Ich möchte einen Tisch für",
        "Ich komme später, weil",
        "Meine Nummer ist null eins sieben",
        "Also, ähm",
        "Wenn es morgen regnet",
        "Quiero una mesa para dos y",
        "No puedo ir porque",
        "Mi número es seis cinco",
        "Bueno, pues",
    ],
)
def test_these_are_followed_by_more(words: str) -> None:
    assert wants_more(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "...",
        "Yes.",
        "And",
        "What are you looking for?",
        "Where are you from",
        "Yes, I am.",
        "I know where it is.",
        "I like that",
        "Tell me more",
        "The room is 22",
        "Set a timer for ten minutes",
        "When does the next train leave?",
        "If it rains tomorrow, we should stay at home.",
        "My number is five five five two one four nine",
        "I think so too.",
        "It is for my son.",
        "We learned about the war",
        "Was ist das?",
        "Mach das Licht an",
        "Sag mal was",
        "Los!",
        "Schalte das Licht ein",
        "Kommst du mit",
        "Hola",
        "¿Qué hora es?",
    ],
)
def test_these_may_be_all(words: str) -> None:
    assert not wants_more(words)


@pytest.mark.parametrize("words", ["Yes.", "no, thank you", "Stop!", "Is it far?", "sí", "Danke"])
def test_answers_and_questions_are_whole(words: str) -> None:
    assert is_answer(words)


@pytest.mark.parametrize("words", ["", "Yes, and", "I went home.", "Can you tell me the?"])
def test_a_question_mark_does_not_make_a_whole_of_a_part(words: str) -> None:
    assert not is_answer(words)


@given(st.text())
def test_any_text_is_judged(text: str) -> None:
    assert not (wants_more(text) and is_answer(text))
