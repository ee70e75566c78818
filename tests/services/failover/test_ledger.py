from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from pipecat.frames.frames import (
    AggregatedTextFrame,
    LLMFullResponseEndFrame,
    LLMFullResponseStartFrame,
    TTSSpeakFrame,
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


def test_another_voice_is_given_the_rest_as_a_sentence_of_its_own() -> None:
    ledger = ledger_of("It is noon in Paris.")
    [_, sentence, _] = ledger.rest()
    before = sentence.frame
    ledger.speak("It is noon")
    sentence.begin_anew()
    assert isinstance(sentence.frame, AggregatedTextFrame)
    assert (sentence.frame.text, sentence.text, sentence.spoken) == ("in Paris.", "in Paris.", 0)
    assert sentence.frame.id != before.id


def test_a_sentence_of_which_nothing_was_spoken_stays_the_same_for_captions() -> None:
    [_, sentence, _] = ledger_of("It is noon.").rest()
    before = sentence.frame
    sentence.begin_anew()
    assert sentence.frame is not before
    assert sentence.frame.id == before.id


def test_a_greeting_that_none_may_interrupt_stays_so_with_another_voice() -> None:
    greeting = TTSSpeakFrame("Good morning, dear caller.", append_to_context=False)
    greeting.interruptible = False
    entry = Entry(Kind.SPEECH, greeting, greeting.text, spoken=len("Goodmorning"))
    entry.begin_anew()
    assert isinstance(entry.frame, TTSSpeakFrame)
    assert entry.frame.text == "dear caller."
    assert not entry.frame.interruptible
    assert entry.frame.append_to_context is False


def test_the_rest_is_amid_an_answer_once_its_start_was_passed_on() -> None:
    ledger = ledger_of("It is noon.")
    assert not ledger.is_amid_an_answer
    ledger.came_back(ledger.rest()[0].frame)
    assert ledger.is_amid_an_answer


def test_a_greeting_is_no_part_of_an_answer() -> None:
    ledger = Ledger()
    assert not ledger.is_amid_an_answer
    ledger.give(Entry(Kind.SPEECH, TTSSpeakFrame("Hello"), "Hello"))
    assert not ledger.is_amid_an_answer
