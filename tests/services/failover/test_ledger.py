from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pipecat.frames.frames import (
    AggregatedTextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
)

from repartee.services.failover.ledger import Entry, Kind, Ledger


def ledger_of(*sentences: str, ended: bool = True) -> Ledger:
    ledger = Ledger()
    ledger.give(Entry(Kind.START, LLMFullResponseStartFrame()))
    for text in sentences:
        ledger.give(Entry(Kind.SENTENCE, AggregatedTextFrame(text, "sentence"), text))
    if ended:
        ledger.give(Entry(Kind.END, LLMFullResponseEndFrame()))
    return ledger


def rest_of(ledger: Ledger) -> list[str]:
    return [entry.rest for entry in ledger.rest() if entry.text]


def test_nothing_spoken_leaves_everything_to_say() -> None:
    assert rest_of(ledger_of("It is noon.", "Anything else?")) == ["It is noon.", "Anything else?"]


def test_words_spoken_leave_the_rest_of_the_sentence() -> None:
    ledger = ledger_of("It is noon in Paris.", "Anything else?")
    for word in ("It", "is", "noon"):
        ledger.speak(word)
    assert rest_of(ledger) == ["in Paris.", "Anything else?"]


def test_a_whole_sentence_spoken_leaves_the_next() -> None:
    ledger = ledger_of("It is noon.", "Anything else?")
    ledger.speak("It is noon.")
    assert rest_of(ledger) == ["Anything else?"]


def test_a_sentence_that_came_back_in_other_letters_leaves_no_noticeable_rest() -> None:
    ledger = ledger_of("It costs 5 €, dear caller.")
    ledger.speak("It costs dear caller")
    assert not ledger.has_words_left


def test_an_answer_is_open_until_its_end_was_given() -> None:
    assert ledger_of("Well", ended=False).in_answer
    assert not ledger_of("Well").in_answer


def test_an_end_that_came_back_closes_the_book() -> None:
    ledger = ledger_of("It is noon.")
    end = ledger.rest()[-1].frame
    ledger.speak("It is noon.")
    ledger.came_back(end)
    assert ledger.rest() == []


@given(st.lists(st.text("ab c.,", min_size=1, max_size=12), min_size=1, max_size=5), st.data())
def test_what_was_spoken_and_what_is_left_make_up_the_text(
    sentences: list[str], data: st.DataObject
) -> None:
    ledger = ledger_of(*sentences)
    words = [word for text in sentences for word in text.split()]
    spoken = words[: data.draw(st.integers(0, len(words)))]
    for word in spoken:
        ledger.speak(word)
    left = [word for text in rest_of(ledger) for word in text.split()]
    assert _letters(spoken) + _letters(left) == _letters(words)


def _letters(words: list[str]) -> str:
    return "".join(character for word in words for character in word if character.isalnum())
