from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from repartee.turns.endpointing import Endpointing, EndpointingRules
from repartee.turns.pace import Pace

RULES = EndpointingRules()
LONGEST = RULES.max_pause_secs * RULES.unfinished_factor * 1.6


def ends_after(endpointing: Endpointing, *verdicts: float, words: str = "I went home") -> float:
    """Silence in seconds after which a turn is over, the model answering at once."""
    endpointing.speaks()
    endpointing.says(words)
    for hundredth in range(1, 500):
        endpointing.is_quiet(hundredth / 100)
        if endpointing.take_look() and verdicts:
            endpointing.judged(verdicts[0])
            verdicts = verdicts[1:]
        if endpointing.is_over:
            return hundredth / 100
    return 5.0


def test_a_sure_verdict_ends_the_turn_at_once() -> None:
    assert ends_after(Endpointing(), 0.9) == pytest.approx(RULES.looks[0])


def test_a_later_look_ends_it_when_it_is_taken() -> None:
    assert ends_after(Endpointing(), 0.01, 0.9) == pytest.approx(0.4)
    assert ends_after(Endpointing(), 0.01, 0.01, 0.9) == pytest.approx(0.7)


def test_the_less_likely_the_end_the_longer_the_wait() -> None:
    waits = [ends_after(Endpointing(), likely, 0, 0) for likely in (0.6, 0.3, 0.15, 0.05, 0.01)]
    assert waits == sorted(waits)
    assert waits[-1] == pytest.approx(RULES.max_pause_secs)


def test_without_a_verdict_silence_alone_decides() -> None:
    assert ends_after(Endpointing()) == pytest.approx(RULES.max_pause_secs)


def test_words_that_want_more_keep_the_turn_open_whatever_the_model_says() -> None:
    after = ends_after(Endpointing(), 0.99, words="I would like to book a")
    assert after == pytest.approx(RULES.max_pause_secs * RULES.unfinished_factor)


def test_words_that_come_after_the_verdict_still_keep_it_open() -> None:
    endpointing = Endpointing()
    endpointing.speaks()
    endpointing.is_quiet(0.2)
    endpointing.judged(0.9)
    assert endpointing.is_over
    endpointing.says("I would like to book a")
    assert not endpointing.is_over


def test_an_answer_is_waited_for_less() -> None:
    assert ends_after(Endpointing(), 0.05, 0, 0, words="No, thank you.") < ends_after(
        Endpointing(), 0.05, 0, 0
    )


def test_speaking_on_takes_a_verdict_back() -> None:
    endpointing = Endpointing()
    assert ends_after(endpointing, 0.9) < 0.2
    assert ends_after(endpointing, 0.01, 0.01, 0.01) == pytest.approx(RULES.max_pause_secs)


def test_the_words_of_a_turn_do_not_keep_the_next_one_open() -> None:
    endpointing = Endpointing()
    endpointing.says("and")
    endpointing.next_turn()
    endpointing.speaks()
    endpointing.is_quiet(0.2)
    endpointing.judged(0.9)
    assert endpointing.is_over


def test_who_pauses_long_inside_sentences_is_waited_for() -> None:
    endpointing = Endpointing(pace=Pace())
    before = ends_after(endpointing, 0.05, 0, 0)
    for _ in range(4):
        endpointing.is_quiet(0.75)
        endpointing.speaks()
    assert ends_after(endpointing, 0.05, 0, 0) == pytest.approx(before * 1.5, abs=0.02)


@given(
    st.lists(st.floats(0, 1), max_size=3),
    st.sampled_from(["", "yes", "I went home", "and the", "is it far?"]),
    st.lists(st.floats(0, 3), max_size=10),
)
def test_every_turn_ends_and_never_before_it_is_quiet(
    verdicts: list[float], words: str, pauses: list[float]
) -> None:
    endpointing = Endpointing()
    for pause in pauses:
        endpointing.is_quiet(pause)
        endpointing.speaks()
        assert not endpointing.is_over
    assert ends_after(endpointing, *verdicts, words=words) <= LONGEST + 0.01


def test_no_turn_ends_before_the_least_pause_however_sure_the_model_is() -> None:
    endpointing = Endpointing(EndpointingRules(least_pause_secs=0.35))
    endpointing.says("what time is it")
    endpointing.judged(0.99)
    endpointing.is_quiet(0.34)
    assert not endpointing.is_over
    endpointing.is_quiet(0.36)
    assert endpointing.is_over
