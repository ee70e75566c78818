"""What of a sitting there is to take notes of."""

from __future__ import annotations

from repartee.conversation.events import AgentTurn, Event, SessionStarted, ToolCalled, UserTurn
from repartee.history.memory.transcript import notable


def test_a_transcript_says_who_said_what_and_what_was_heard() -> None:
    events: list[Event] = [
        SessionStarted(),
        UserTurn(turn=1, text="I live\nin Oslo."),
        AgentTurn(turn=1, generated="A fine city, and", heard="A fine city", cut=True),
    ]
    assert notable(events) == "Person: I live in Oslo.\nAgent: A fine city"


def test_only_the_newest_sitting_is_read() -> None:
    events: list[Event] = [
        SessionStarted(),
        UserTurn(turn=1, text="Old."),
        SessionStarted(sitting=2),
        UserTurn(turn=2, text="New."),
    ]
    assert notable(events) == "Person: New."


def test_what_was_said_before_something_was_forgotten_is_not_noticed_again() -> None:
    events: list[Event] = [
        SessionStarted(),
        UserTurn(turn=1, text="My name is Anna."),
        ToolCalled(turn=2, call_id="1", tool="forget_fact", arguments={"subject": "name"}),
        AgentTurn(turn=2, generated="Done.", heard="Done."),
    ]
    assert notable(events) == ""


def test_of_a_very_long_talk_the_end_is_read() -> None:
    events: list[Event] = [UserTurn(turn=n, text=f"{n} " + "word " * 100) for n in range(1, 200)]
    read = notable(events)
    assert len(read) < 25_000
    assert read.splitlines()[-1].startswith("Person: 199")
