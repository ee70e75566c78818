"""Who has the floor, decided to the millisecond and without a microphone."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.turns.barge_in import (
    ANSWER_SECS,
    FINAL_WORDS_SECS,
    FINAL_WORDS_WITH_PARTIALS_SECS,
    LISTENING_SECS,
    WORD_SECS,
    WORDLESS_SECS,
    WORDLESS_WITH_PARTIALS_SECS,
    BargeIn,
    Verdict,
)
from repartee.turns.own_voice import OwnVoice

AT_ONCE, LATER = 10.0, 10.3


def speaking_agent() -> BargeIn:
    barge_in = BargeIn()
    barge_in.agent_speaks(1.0)
    return barge_in


def held_agent() -> BargeIn:
    """An agent that was held at 10.0 by a sound."""
    barge_in = speaking_agent()
    assert barge_in.speech_began(AT_ONCE) is Verdict.HOLD
    return barge_in


def test_whoever_speaks_to_a_silent_agent_has_the_floor_at_once() -> None:
    assert BargeIn().speech_began(AT_ONCE) is Verdict.INTERRUPT


def test_any_sound_holds_a_speaking_agent_at_once() -> None:
    assert held_agent().is_held


def test_an_answer_that_is_on_its_way_is_held_too() -> None:
    barge_in = BargeIn()
    barge_in.agent_thinks(9.5)
    assert barge_in.speech_began(AT_ONCE) is Verdict.HOLD


def test_an_agent_that_thinks_for_ever_has_no_floor() -> None:
    barge_in = BargeIn()
    barge_in.agent_thinks(0.0)
    assert barge_in.speech_began(AT_ONCE) is Verdict.INTERRUPT


def test_two_words_of_ones_own_interrupt_while_they_are_spoken() -> None:
    assert held_agent().heard(LATER, "wait a", final=False) is Verdict.INTERRUPT


def test_one_word_interrupts_only_if_it_lasts_longer_than_a_cough() -> None:
    barge_in = held_agent()
    assert barge_in.heard(10.2, "stop", final=False) is Verdict.NOTHING
    assert barge_in.due() == pytest.approx(AT_ONCE + WORD_SECS)
    assert barge_in.passed(AT_ONCE + WORD_SECS) is Verdict.INTERRUPT


def test_a_short_word_interrupts_when_it_is_over() -> None:
    barge_in = held_agent()
    barge_in.heard(10.2, "stop", final=False)
    assert barge_in.speech_ended(10.25) is Verdict.INTERRUPT


def test_final_words_interrupt_however_short_they_are() -> None:
    barge_in = held_agent()
    barge_in.speech_ended(10.25)
    assert barge_in.heard(LATER, "No.", final=True) is Verdict.INTERRUPT


def test_after_a_cough_the_agent_goes_on() -> None:
    barge_in = held_agent()
    barge_in.speech_ended(LATER)
    assert barge_in.passed(LATER) is Verdict.NOTHING
    assert barge_in.passed(LATER + FINAL_WORDS_SECS) is Verdict.GO_ON
    assert not barge_in.is_held


def test_it_goes_on_sooner_where_words_would_have_come_already() -> None:
    barge_in = held_agent()
    barge_in.partial_words_came()
    barge_in.speech_ended(LATER)
    assert barge_in.due() == pytest.approx(LATER + FINAL_WORDS_WITH_PARTIALS_SECS)


def test_a_sign_of_listening_is_kept_out() -> None:
    barge_in = held_agent()
    assert barge_in.heard(10.2, "uh", final=False) is Verdict.NOTHING
    barge_in.speech_ended(10.4)
    assert barge_in.heard(10.5, "Uh-huh.", final=True) is Verdict.LISTENS
    assert not barge_in.is_held


def test_a_sign_of_listening_that_becomes_a_sentence_interrupts() -> None:
    barge_in = held_agent()
    barge_in.heard(10.2, "yeah", final=False)
    assert barge_in.heard(10.6, "yeah but not", final=False) is Verdict.INTERRUPT


def test_nobody_listens_aloud_for_long() -> None:
    barge_in = held_agent()
    barge_in.heard(10.2, "yeah", final=False)
    assert barge_in.passed(AT_ONCE + LISTENING_SECS) is Verdict.INTERRUPT


def test_a_long_sound_without_words_is_speech_where_words_come_late() -> None:
    assert held_agent().passed(AT_ONCE + WORDLESS_SECS) is Verdict.INTERRUPT


def test_it_takes_longer_where_words_should_have_come() -> None:
    barge_in = held_agent()
    barge_in.partial_words_came()
    assert barge_in.passed(AT_ONCE + WORDLESS_SECS) is Verdict.NOTHING
    assert barge_in.passed(AT_ONCE + WORDLESS_WITH_PARTIALS_SECS) is Verdict.INTERRUPT


def quiet_sound() -> BargeIn:
    """An agent held at 10.0 by a sound 25 dB quieter than the caller."""
    barge_in = BargeIn()
    barge_in.sounded(-20.0)
    barge_in.agent_speaks(1.0)
    assert barge_in.speech_began(AT_ONCE) is Verdict.HOLD
    barge_in.sounded(-45.0)
    return barge_in


def test_a_sound_much_quieter_than_the_caller_interrupts_by_nothing() -> None:
    barge_in = quiet_sound()
    assert barge_in.heard(10.4, "hello", final=False) is Verdict.NOTHING
    assert barge_in.passed(AT_ONCE + WORDLESS_WITH_PARTIALS_SECS) is Verdict.GO_ON
    barge_in.sounded(-45.0)
    assert barge_in.heard(12.0, "hello there", final=False) is Verdict.NOTHING
    assert barge_in.heard(12.4, "hello there", final=True) is Verdict.OVERHEARD


def test_words_that_were_overheard_let_the_agent_go_on_and_answer_nothing() -> None:
    barge_in = quiet_sound()
    barge_in.speech_ended(10.5)
    assert barge_in.heard(10.6, "yes", final=True) is Verdict.OVERHEARD
    assert not barge_in.is_held
    assert barge_in.agent_ended(10.8) is Verdict.NOTHING


def test_the_caller_interrupts_after_an_echo_as_ever() -> None:
    barge_in = quiet_sound()
    barge_in.heard(10.6, "once upon a time", final=True)
    barge_in.speech_began(11.0)
    barge_in.sounded(-22.0)
    assert barge_in.heard(11.4, "no stop", final=False) is Verdict.INTERRUPT


def test_words_of_a_sound_that_nobody_measured_interrupt() -> None:
    barge_in = BargeIn()
    barge_in.sounded(-20.0)
    barge_in.agent_speaks(1.0)
    barge_in.speech_began(AT_ONCE)
    assert barge_in.heard(10.4, "hello there", final=True) is Verdict.INTERRUPT


def test_in_company_a_quiet_guest_interrupts_by_words() -> None:
    assert quiet_sound().heard(10.4, "[Anna] hello there", final=False) is Verdict.INTERRUPT


def test_pauses_in_a_voice_do_not_make_it_quieter() -> None:
    voice = OwnVoice()
    for _ in range(20):
        for db in (*[-22.0] * 25, *[-120.0] * 10):
            voice.sounded(db)
    assert voice.is_louder(-31.0)
    assert not voice.is_louder(-21.0)
    for _ in range(500):
        voice.sounded(-45.0)
    assert not voice.is_louder(-40.0)


def test_nobody_is_quieter_than_a_caller_who_has_not_spoken() -> None:
    assert not OwnVoice().is_louder(-120.0)


def test_a_yes_into_the_agents_last_second_is_its_answer() -> None:
    barge_in = held_agent()
    barge_in.speech_ended(LATER)
    assert barge_in.heard(10.4, "Yes.", final=True) is Verdict.LISTENS
    assert barge_in.agent_ended(10.4 + ANSWER_SECS) is Verdict.ANSWERED
    assert barge_in.agent_ended(10.5 + ANSWER_SECS) is Verdict.NOTHING


def test_a_yes_long_before_the_end_is_none() -> None:
    barge_in = held_agent()
    barge_in.heard(10.4, "Yes.", final=True)
    assert barge_in.agent_ended(15.0) is Verdict.NOTHING


def test_a_yes_to_an_agent_that_has_ended_meanwhile_is_a_turn() -> None:
    barge_in = held_agent()
    barge_in.agent_ended(10.1)
    assert barge_in.heard(10.4, "Yes.", final=True) is Verdict.INTERRUPT


def test_what_coughs_again_and_again_holds_nobody_up() -> None:
    barge_in = speaking_agent()
    for began in (10.0, 12.0):
        assert barge_in.speech_began(began) is Verdict.HOLD
        barge_in.speech_ended(began + 0.2)
        assert barge_in.passed(began + 1.0) is Verdict.GO_ON
    assert barge_in.speech_began(14.0) is Verdict.NOTHING
    assert barge_in.heard(14.3, "please stop", final=False) is Verdict.INTERRUPT


def test_it_is_listened_to_anew_after_a_while() -> None:
    barge_in = speaking_agent()
    for began in (10.0, 12.0):
        barge_in.speech_began(began)
        barge_in.speech_ended(began + 0.2)
        barge_in.passed(began + 1.0)
    assert barge_in.speech_began(30.0) is Verdict.HOLD


_EVENTS = st.lists(
    st.tuples(
        st.sampled_from(
            ["began", "ended", "interim", "final", "speaks", "quiet", "thinks", "time"]
        ),
        st.sampled_from(["", "mhm", "yeah okay", "stop", "what is the time"]),
        st.floats(0, 0.7),
    ),
    max_size=40,
)


@given(_EVENTS)
def test_whatever_happens_nobody_is_held_for_long_and_words_are_never_lost(
    events: list[tuple[str, str, float]],
) -> None:
    barge_in, now, held_since = BargeIn(), 0.0, math.inf
    for kind, text, secs in events:
        # The clock is looked at whenever it is due, as the strategy does.
        until = now + secs
        while (due := barge_in.due()) is not None and due <= until:
            now = max(now, due)
            verdict = barge_in.passed(now)
            assert verdict is not Verdict.NOTHING or not barge_in.is_held
            held_since = held_since if barge_in.is_held else math.inf
            if barge_in.due() == due:
                break
        now = until
        verdict = _happens(barge_in, kind, text, now)
        held_since = min(held_since, now) if barge_in.is_held else math.inf
        assert now - held_since <= 3.0
        if kind == "final" and "the time" in text:
            assert verdict is Verdict.INTERRUPT


def _happens(barge_in: BargeIn, kind: str, text: str, now: float) -> Verdict:
    match kind:
        case "began":
            return barge_in.speech_began(now)
        case "ended":
            return barge_in.speech_ended(now)
        case "interim" | "final":
            return barge_in.heard(now, text, final=kind == "final")
        case "speaks":
            barge_in.agent_speaks(now)
        case "thinks":
            barge_in.agent_thinks(now)
        case "quiet":
            return barge_in.agent_ended(now)
    return barge_in.passed(now)
