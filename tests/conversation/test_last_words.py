"""When an agent that takes leave has said all it had to say."""

from __future__ import annotations

from repartee.conversation.last_words import LastWords
from repartee.conversation.life import EndReason


def test_an_agent_that_stays_may_stop_as_often_as_it_likes() -> None:
    words = LastWords()
    for _ in range(3):
        words.agent_began()
        assert words.agent_ended() is None


def test_it_leaves_with_the_answer_that_is_being_spoken() -> None:
    words = LastWords()
    words.agent_began()
    words.with_this_answer(EndReason.GOODBYE)
    assert words.agent_ended() is EndReason.GOODBYE


def test_the_end_of_the_answer_before_is_not_the_end_of_a_goodbye() -> None:
    words = LastWords()
    words.agent_began()
    words.with_next_speech(EndReason.BUDGET)
    assert words.agent_ended() is None
    words.agent_began()
    assert words.agent_ended() is EndReason.BUDGET


def test_who_cannot_wait_for_a_goodbye_leaves_with_what_is_said() -> None:
    words = LastWords()
    words.agent_began()
    words.with_next_speech(EndReason.BUDGET)
    words.with_this_answer(EndReason.BUDGET)
    assert words.agent_ended() is EndReason.BUDGET
