"""Turns, made of what a pipeline shows; times are in seconds."""

from __future__ import annotations

import pytest
from pipecat.metrics.metrics import STTUsage, STTUsageMetricsData, TTSUsageMetricsData

from repartee.conversation.events import AgentTurn, Span, TurnMeasured, UserTurn
from repartee.conversation.exchanges import Exchanges


def _speak(it: Exchanges, words: str, begin: float, end: float) -> list[object]:
    """A caller speaks, and has finished half a second later."""
    it.speech.speech_began(begin)
    it.turn_began(begin)
    it.speech.speech_ended(end)
    it.decided(end + 0.5)
    return [*it.said(words, "ann", end + 0.5)]


def _answer(it: Exchanges, text: str, begin: float, end: float) -> list[object]:
    it.answer_began()
    it.wrote(text, begin)
    it.answer_written()
    it.sound_began(begin)
    it.became_audible(begin + 0.1, wire_secs=0.04)
    return [*it.sound_ended(end), *it.answered(text, cut=False)]


def test_a_question_and_its_answer_have_the_same_number() -> None:
    it = Exchanges()
    asked = _speak(it, "how are you", 1, 2)
    assert [each.model_dump(exclude={"at"}) for each in asked if isinstance(each, UserTurn)] == [
        {
            "kind": "user-turn",
            "turn": 1,
            "guest": "ann",
            "text": "how are you",
            "typed": False,
            "span": {"begin": 1.0, "end": 2.0},
            "confidence": None,
        }
    ]
    answered, measured = _answer(it, "Fine.", 3, 4)
    assert isinstance(answered, AgentTurn)
    assert (answered.turn, answered.heard, answered.unasked) == (1, "Fine.", False)
    assert answered.span == Span(begin=3, end=4)
    assert isinstance(measured, TurnMeasured)
    assert measured.steps_ms == {
        "decided": 500,
        "first_token": 1000,
        "sent": 1100,
        "heard": 1140,
    }


def test_a_wait_counts_from_the_last_audible_sound_whatever_a_detector_took_for_it() -> None:
    it = Exchanges()
    it.speech.speech_began(1)
    it.turn_began(1)
    it.speech.speech_ended(2, audible_until=1.9)
    it.pause_noticed(2.2)
    it.decided(2.3)
    it.said("how are you", "ann", 2.3)
    _, measured = _answer(it, "Fine.", 3, 4)
    assert isinstance(measured, TurnMeasured)
    assert measured.steps_ms["paused"] == pytest.approx(300)
    assert measured.steps_ms["decided"] == pytest.approx(400)


def test_sound_that_went_on_after_the_speech_was_none_of_it() -> None:
    it = Exchanges()
    it.speech.speech_began(1)
    it.turn_began(1)
    it.speech.speech_ended(2, audible_until=2.6)
    it.decided(2.5)
    assert it.speech.ended_at == 2


def test_numbers_go_on_in_another_sitting() -> None:
    it = Exchanges(turns=7)
    (asked,) = _speak(it, "still there", 1, 2)
    assert isinstance(asked, UserTurn)
    assert asked.turn == 8


@pytest.mark.parametrize("decided_first", [True, False])
def test_words_may_be_known_before_or_after_the_turn_is_decided(decided_first: bool) -> None:
    it = Exchanges()
    for number in (1, 2):
        it.turn_began(number * 10)
        if decided_first:
            it.decided(number * 10 + 1)
        (said,) = it.said("words", "", number * 10 + 1)
        if not decided_first:
            it.decided(number * 10 + 1)
        assert isinstance(said, UserTurn)
        assert said.turn == number
        (answered, *_) = _answer(it, "Yes.", number * 10 + 2, number * 10 + 3)
        assert isinstance(answered, AgentTurn)
        assert answered.turn == number


def test_a_cough_is_no_turn() -> None:
    it = Exchanges()
    it.turn_began(1)
    it.decided(2)
    (said,) = _speak(it, "hello", 3, 4)
    assert isinstance(said, UserTurn)
    assert (said.turn, said.span) == (1, Span(begin=3, end=4))


def test_words_that_come_while_the_answer_is_spoken_belong_to_its_exchange() -> None:
    it = Exchanges(words_may_be_late=True)
    it.turn_began(1)
    it.decided(2)
    it.answer_began()
    it.wrote("Four.", 3)
    it.sound_began(3)
    (said,) = it.said("two and two", "", 3.5)
    it.answer_written()
    it.sound_ended(4)
    (answered, *_) = it.answered("Four.", cut=False)
    assert isinstance(said, UserTurn)
    assert isinstance(answered, AgentTurn)
    assert said.turn == answered.turn == 1
    assert not answered.unasked


def test_a_model_that_hears_for_itself_is_timed_as_it_speaks_whenever_the_words_come() -> None:
    """All of it by the sitting's clock: speech until 2 s, an answer audible from 2.75 s."""
    it = Exchanges(words_may_be_late=True)
    it.speech.speech_began(1)
    it.turn_began(1)
    it.speech.speech_ended(2)
    it.pause_noticed(2.25)
    it.decided(2.5)
    it.answer_began()
    it.measure.step("first_audio", 2.625)
    it.wrote("Four.", 2.6875)
    it.sound_began(2.75)
    it.became_audible(2.75, wire_secs=0.0625)
    it.measure.words_came(3.25)
    it.said("two and two", "", 3.25)
    it.measure.used(STTUsageMetricsData(processor="ears", value=STTUsage(audio_seconds=1)))
    it.answer_written()
    it.sound_ended(4)
    (_, measured) = it.answered("Four.", cut=False)
    assert isinstance(measured, TurnMeasured)
    assert measured.turn == 1
    assert measured.steps_ms == {
        "paused": 250,
        "decided": 500,
        # Sound comes before the words that it says, and what was understood of the caller last.
        "first_audio": 625,
        "first_token": 687.5,
        "sent": 750,
        "heard": 812.5,
        "words": 1250,
    }
    assert measured.usage == {"heard_secs": 1}


def test_what_a_model_that_hears_for_itself_answers_next_is_timed_anew() -> None:
    it = Exchanges(words_may_be_late=True)
    for since in (0, 10):
        it.turn_began(since + 1)
        it.speech.speech_began(since + 1)
        it.speech.speech_ended(since + 2)
        it.decided(since + 2.5)
        it.answer_began()
        it.wrote("Four.", since + 3)
        it.became_audible(since + 3, wire_secs=0)
        it.sound_began(since + 3)
        it.answer_written()
        it.sound_ended(since + 4)
        it.said("two and two", "", since + 4)
        (*_, measured) = it.answered("Four.", cut=False)
        assert isinstance(measured, TurnMeasured)
        assert measured.steps_ms == {
            "decided": 500,
            "first_token": 1000,
            "sent": 1000,
            "heard": 1000,
        }


def test_greetings_and_timers_are_unasked() -> None:
    it = Exchanges()
    it.speaks("Hello!")
    (greeting,) = it.answered("Hello!", cut=False)
    _speak(it, "set a timer", 1, 2)
    _answer(it, "Done.", 3, 4)
    it.speaks("Time is up.")
    (rung,) = it.answered("Time is up.", cut=False)
    assert isinstance(greeting, AgentTurn)
    assert isinstance(rung, AgentTurn)
    assert (greeting.turn, greeting.unasked) == (0, True)
    assert (rung.turn, rung.unasked) == (1, True)


def test_a_question_that_a_tool_puts_is_the_answer() -> None:
    it = Exchanges()
    it.typed("send it", "", 1)
    it.answer_began()
    it.answer_written()
    assert it.answered("", cut=False) == []
    it.speaks("Shall I?")
    (asked,) = [each for each in it.answered("Shall I?", cut=False) if isinstance(each, AgentTurn)]
    assert not asked.unasked


def test_of_a_cut_answer_both_texts_are_kept() -> None:
    it = Exchanges()
    it.typed("tell me", "", 1)
    it.answer_began()
    it.wrote("One two three four.", 2)
    it.sound_began(2)
    assert it.answered("One two", cut=True) == []
    cut, measured = it.sound_ended(3)
    assert isinstance(cut, AgentTurn)
    assert (cut.generated, cut.heard, cut.cut) == ("One two three four.", "One two", True)
    assert cut.span == Span(begin=2, end=3)
    assert isinstance(measured, TurnMeasured)


def test_who_interrupts_at_the_last_word_has_heard_all() -> None:
    it = Exchanges()
    it.speaks("Good bye!")
    (said,) = it.answered("Good bye", cut=True)
    assert isinstance(said, AgentTurn)
    assert not said.cut


def test_what_was_written_ahead_and_never_spoken_is_told_as_unheard() -> None:
    it = Exchanges()
    it.typed("go on", "", 1)
    for text in ("First part.", "Second part."):
        it.answer_began()
        it.wrote(text, 2)
        it.answer_written()
    told = it.answered("First", cut=True)
    turns = [(each.generated, each.heard) for each in told if isinstance(each, AgentTurn)]
    assert turns == [("First part.", "First"), ("Second part.", "")]


def test_what_a_failing_voice_never_spoke_does_not_take_the_next_answers_place() -> None:
    it = Exchanges()
    it.speaks("Lost words.")
    it.speaks("Spoken words.")
    lost, spoken = it.answered("Spoken words.", cut=False)
    assert isinstance(lost, AgentTurn)
    assert isinstance(spoken, AgentTurn)
    assert (lost.generated, lost.heard) == ("Lost words.", "")
    assert (spoken.generated, spoken.heard) == ("Spoken words.", "Spoken words.")


def test_what_was_used_is_told_at_the_end_at_the_latest() -> None:
    it = Exchanges()
    for secs in (1.5, 0.25):
        used = STTUsageMetricsData(processor="ears", value=STTUsage(audio_seconds=secs))
        it.measure.used(used)
    it.measure.used(TTSUsageMetricsData(processor="voice", value=0))
    (measured,) = it.finish()
    assert isinstance(measured, TurnMeasured)
    assert measured.usage == {"heard_secs": 1.75}


def test_the_ears_least_confidence_counts() -> None:
    it = Exchanges()
    it.turn_began(1)
    for sure in (0.9, None, 0.4):
        it.speech.words_came(sure)
    (said,) = it.said("words", "", 2)
    assert isinstance(said, UserTurn)
    assert said.confidence == 0.4
