"""What a client is told of answers that are interrupted, whatever arrives first."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any

import pytest

from repartee.transports.openai_realtime.answering import Wish
from repartee.transports.openai_realtime.events import Event
from repartee.transports.openai_realtime.session import SessionSettings
from repartee.transports.openai_realtime.talk import Talk

_PIECE = bytes(960)
_INTERRUPTION = {
    "told": lambda talk: talk.told("bot-interrupted", {}),
    "cleared": lambda talk: talk.cleared(),
    "a last piece": lambda talk: talk.sound(_PIECE),
    "stopped": lambda talk: talk.told("bot-stopped-speaking", {}),
}
# The room clears the sound; the observer tells of both, in their order.
_ORDERS = [
    order
    for order in itertools.permutations(_INTERRUPTION)
    if order.index("told") < order.index("stopped")
]


@pytest.fixture
def talk() -> Talk:
    return Talk(SessionSettings("any", "tone", 60.0))


def dones(events: list[Event]) -> list[dict[str, Any]]:
    return [each["response"] for each in events if each["type"] == "response.done"]


def speaking(talk: Talk) -> list[Event]:
    return [
        *talk.answering.ask(Wish(aloud=True)),
        *talk.told("bot-llm-started", {}),
        *talk.told("bot-llm-text", {"text": "Once upon a time."}),
        *talk.told("bot-llm-stopped", {}),
        *talk.told("bot-tts-started", {}),
        *talk.sound(_PIECE),
    ]


def whole(talk: Talk) -> list[Event]:
    begun = [*speaking(talk), *talk.told("bot-started-speaking", {})]
    return [*begun, *talk.told("bot-stopped-speaking", {})]


@pytest.mark.parametrize("order", _ORDERS, ids="-".join)
@pytest.mark.parametrize("started_late", [False, True])
@pytest.mark.parametrize("asked_to", [True, False], ids=["cancelled", "turn"])
def test_an_interrupted_answer_ends_once_and_as_cut(
    talk: Talk, order: tuple[str, ...], *, started_late: bool, asked_to: bool
) -> None:
    events = speaking(talk)
    if not started_late:
        events += talk.told("bot-started-speaking", {})
    if asked_to:
        assert talk.answering.cancel()
    for each in order:
        if started_late and each == "told":
            # Under load, what the observer tells is a round trip behind the sound.
            events += talk.told("bot-started-speaking", {})
        events += _told(talk, _INTERRUPTION[each])
    (done,) = dones(events)
    assert done["status"] == "cancelled"
    reason = "client_cancelled" if asked_to else "turn_detected"
    assert done["status_details"]["reason"] == reason
    assert not talk.answering.is_busy
    (again,) = dones(whole(talk))
    assert again["status"] == "completed"
    assert again["output"][0]["content"], "what comes after an interruption is heard"


def _told(talk: Talk, happens: Callable[[Talk], list[Event]]) -> list[Event]:
    return happens(talk)


def test_interruptions_of_a_silent_agent_leave_nothing_behind(talk: Talk) -> None:
    for first, second in itertools.permutations(["told", "cleared"]):
        assert _told(talk, _INTERRUPTION[first]) == []
        assert _told(talk, _INTERRUPTION[second]) == []
        assert [done["status"] for done in dones(whole(talk))] == ["completed"]


@pytest.mark.parametrize("half", ["told", "cleared"])
def test_half_an_interruption_of_before_this_caller_came_spoils_no_answer(
    talk: Talk, half: str
) -> None:
    _told(talk, _INTERRUPTION[half])
    for order in itertools.permutations(["told", "cleared"]):
        events = [*speaking(talk), *talk.told("bot-started-speaking", {})]
        for each in order:
            events += _told(talk, _INTERRUPTION[each])
        assert [done["status"] for done in dones(events)] == ["cancelled"]
