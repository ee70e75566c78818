"""When an answer is begun early, when it is withdrawn, and when it stands."""

from __future__ import annotations

import math

import pytest

from repartee.turns.early_answer import Begin, EarlyAnswer, EarlyAnswerRules, Step, Withdraw

STEP = 0.02


class Caller:
    """Speaks and pauses on a clock of its own, 20 ms at a time."""

    def __init__(self, **rules: float | int) -> None:
        self.now = 100.0
        self.steps: list[Step] = []
        self.early = EarlyAnswer(EarlyAnswerRules(**rules), lambda: self.now)  # type: ignore[arg-type]
        self._quiet = math.inf

    def begins(self) -> None:
        self.early.turn_began()
        self.speaks(0.3)

    def speaks(self, secs: float) -> None:
        self._quiet = 0.0
        self._pass(secs, quiet=False)

    def pauses(self, secs: float) -> None:
        self._pass(secs, quiet=True)

    def words(self, text: str, *, covering: bool | None = None) -> None:
        until = None if covering is None else self.now - (0.0 if covering else 1.0)
        self.early.heard_so_far(text, until)
        self._look()

    def final(self, text: str) -> None:
        self.early.heard(text)
        self._look()

    def ends(self) -> bool:
        stands = self.early.turn_ends()
        if not stands:
            self.steps += self.early.withdraw()
        self.steps += self.early.turn_is_over()
        return stands

    def _pass(self, secs: float, *, quiet: bool) -> None:
        for _ in range(round(secs / STEP)):
            self.now += STEP
            self._quiet = self._quiet + STEP if quiet else 0.0
            self.early.sound(self._quiet)
            self._look()

    def _look(self) -> None:
        self.steps += self.early.look()


@pytest.fixture
def caller() -> Caller:
    return Caller()


def test_words_that_cover_the_pause_are_answered_in_it(caller: Caller) -> None:
    caller.begins()
    caller.words("what time")
    caller.pauses(0.12)
    assert caller.steps == []
    caller.words("what time is it", covering=True)
    assert caller.steps == [Begin("what time is it")]
    caller.pauses(0.2)
    caller.final("What time is it?")
    assert caller.ends()
    assert caller.steps == [Begin("what time is it")]


def test_words_that_lack_the_last_sound_are_not_answered(caller: Caller) -> None:
    caller.begins()
    caller.words("what time", covering=False)
    caller.pauses(0.8)
    assert caller.steps == []


def test_ears_that_do_not_tell_how_far_they_heard_are_given_time(caller: Caller) -> None:
    caller.begins()
    caller.words("what time is it")
    caller.pauses(0.2)
    assert caller.steps == []
    caller.pauses(0.1)
    assert caller.steps == [Begin("what time is it")]


def test_nothing_is_begun_while_somebody_speaks(caller: Caller) -> None:
    caller.begins()
    caller.words("what time is it", covering=True)
    caller.speaks(2.0)
    assert caller.steps == []


def test_an_answer_is_withdrawn_when_the_caller_goes_on(caller: Caller) -> None:
    caller.begins()
    caller.pauses(0.12)
    caller.words("what time", covering=True)
    caller.speaks(0.2)
    assert caller.steps == [Begin("what time"), Withdraw()]


def test_a_sound_of_a_moment_withdraws_nothing(caller: Caller) -> None:
    caller.begins()
    caller.pauses(0.12)
    caller.words("what time", covering=True)
    caller.speaks(0.06)
    caller.pauses(0.2)
    assert caller.steps == [Begin("what time")]


def test_better_words_are_answered_instead(caller: Caller) -> None:
    caller.begins()
    caller.pauses(0.12)
    caller.words("what time is", covering=True)
    caller.words("what time is it", covering=True)
    assert caller.steps == [Begin("what time is"), Withdraw(), Begin("what time is it")]


def test_an_answer_to_other_words_does_not_stand(caller: Caller) -> None:
    caller.begins()
    caller.pauses(0.12)
    caller.words("call for help", covering=True)
    caller.early.heard("call four help")
    assert not caller.ends()
    assert caller.steps == [Begin("call for help"), Withdraw()]


def test_final_words_are_answered_while_the_turn_is_still_open(caller: Caller) -> None:
    caller.begins()
    caller.pauses(0.3)
    caller.final("I would like")
    assert caller.steps == [Begin("I would like")]
    caller.speaks(0.4)
    caller.pauses(0.3)
    caller.final("a table")
    assert caller.steps[1:] == [Withdraw(), Begin("I would like a table")]
    assert caller.ends()


def test_a_turn_begins_a_few_answers_at_most() -> None:
    caller = Caller(per_turn=2)
    caller.begins()
    for text in ("one", "one two", "one two three"):
        caller.speaks(0.3)
        caller.pauses(0.12)
        caller.words(text, covering=True)
    assert caller.steps == [Begin("one"), Withdraw(), Begin("one two"), Withdraw()]


def test_a_minute_wastes_a_few_answers_at_most() -> None:
    caller = Caller(wasted_per_minute=1)
    for _ in range(2):
        caller.begins()
        caller.pauses(0.12)
        caller.words("well", covering=True)
        caller.speaks(0.3)
        caller.pauses(0.2)
        caller.final("well then")
        caller.ends()
    assert caller.steps.count(Begin("well")) == 1
    caller.now += 60
    caller.begins()
    caller.pauses(0.12)
    caller.words("well", covering=True)
    assert caller.steps.count(Begin("well")) == 2


def test_ears_whose_guesses_were_wrong_are_believed_when_they_are_final() -> None:
    caller = Caller()
    for _ in range(3):
        caller.begins()
        caller.pauses(0.12)
        caller.words("well", covering=True)
        caller.early.heard("well then")
        caller.ends()
    caller.steps.clear()
    caller.begins()
    caller.pauses(0.12)
    caller.words("well", covering=True)
    assert caller.steps == []
    caller.final("well then")
    assert caller.steps == [Begin("well then")]


def test_an_answer_that_the_brain_took_back_is_not_begun_again(caller: Caller) -> None:
    caller.begins()
    caller.pauses(0.12)
    caller.words("turn it off", covering=True)
    caller.early.refused()
    caller.pauses(0.3)
    caller.early.heard("Turn it off.")
    assert not caller.ends()
    assert caller.steps == [Begin("turn it off")]


def test_nothing_is_held_for_ever(caller: Caller) -> None:
    caller.begins()
    caller.pauses(0.12)
    caller.words("well", covering=True)
    caller.pauses(5.1)
    assert caller.steps == [Begin("well"), Withdraw()]


def test_a_turn_that_ends_by_itself_drops_its_answer(caller: Caller) -> None:
    caller.begins()
    caller.pauses(0.12)
    caller.words("well", covering=True)
    caller.steps += caller.early.turn_is_over()
    assert caller.steps == [Begin("well"), Withdraw()]
    caller.pauses(1.0)
    assert len(caller.steps) == 2
