"""Every text of an event is looked through; what events refer to each other by is left."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from repartee.conversation.events import (
    EVENTS,
    AgentTurn,
    Event,
    GuestJoined,
    Summarised,
    ToolAnswered,
    ToolCalled,
    UserTurn,
    WorkChanged,
)
from repartee.history.redaction.events import redacted
from repartee.history.redaction.redactor import Redactor

SECRET = "4111 1111 1111 1111"
REDACTOR = Redactor(["cards"])


@pytest.mark.parametrize(
    "event",
    [
        UserTurn(turn=1, text=f"It is {SECRET}"),
        AgentTurn(turn=1, generated=f"{SECRET}, right?", heard=SECRET[:12], cut=True),
        ToolCalled(call_id="4111111111111111", tool="pay", arguments={"cards": [{"no": SECRET}]}),
        ToolAnswered(call_id="1", tool="pay", result={SECRET: 4111111111111111}),
        Summarised(up_to_turn=3, text=f"The caller's card is {SECRET}"),
        GuestJoined(guest="1", name=SECRET),
        WorkChanged(desk="team", state="running", note=f"Pay with {SECRET}"),
    ],
    ids=lambda event: event.kind,
)
def test_no_text_of_an_event_keeps_it(event: Event) -> None:
    kept = redacted(event, REDACTOR)
    assert "[card number]" in kept.model_dump_json()
    assert SECRET[:12] not in kept.model_dump_json()
    assert EVENTS.validate_json(kept.model_dump_json()) == kept
    assert kept.at == event.at


def test_what_events_refer_to_each_other_by_is_left() -> None:
    call = ToolCalled(call_id="4111111111111111", tool="pay")
    kept = redacted(call, REDACTOR)
    assert isinstance(kept, ToolCalled)
    assert kept == call


def test_the_event_itself_stays_as_it_was() -> None:
    event = UserTurn(turn=1, text=SECRET)
    before: BaseModel = event.model_copy(deep=True)
    redacted(event, REDACTOR)
    assert event == before
