from __future__ import annotations

from repartee.conversation.stages import stages_ms
from repartee.conversation.turn_measure import TurnMeasure


def test_the_times_are_those_of_the_answer_and_not_of_what_bridged_the_wait() -> None:
    measure = TurnMeasure()
    measure.begin(10.0)
    measure.filled()
    for step in ("clause", "first_audio", "sent", "heard"):
        measure.step(step, 11.6)
    measure.step("first_token", 13.0)
    measure.step("first_audio", 13.2)
    measure.step("heard", 13.3)
    (told,) = measure.take(1)
    answer = {"first_token": 3000.0, "first_audio": 3200.0, "heard": 3300.0}
    assert told.steps_ms == {"filler": 1600.0, **answer}
    assert sum(stages_ms(told.steps_ms).values()) == 3300


def test_a_filler_of_one_turn_hides_nothing_of_the_next() -> None:
    measure = TurnMeasure()
    measure.begin(10.0)
    measure.filled()
    measure.begin(20.0)
    measure.step("heard", 21.0)
    (told,) = measure.take(2)
    assert told.steps_ms == {"heard": 1000.0}


def test_words_of_an_aside_are_not_those_that_were_answered() -> None:
    measure = TurnMeasure()
    measure.begin(10.0)
    measure.words_came(10.2)
    measure.words_came(13.0)
    measure.words_were_aside()
    (told,) = measure.take(1)
    assert told.steps_ms == {"words": 200.0}
