"""Every text of an event is looked through; what events refer to each other by is left."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from repartee.app.privacy import make_redactor
from repartee.conversation.events import (
    EVENTS,
    AgentTurn,
    Event,
    Failed,
    GuestJoined,
    Summarised,
    ToolAnswered,
    ToolCalled,
    UserTurn,
    WorkChanged,
)
from repartee.history.records import NumberedEvent
from repartee.history.redaction.events import redacted, redacted_all
from repartee.history.redaction.redactor import Redactor
from repartee.settings import load_settings

KEY = "sk-canary-0123456789abcdef"
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


async def test_the_servers_own_keys_are_taken_out_whatever_is_wanted() -> None:
    settings = load_settings(_env_file=None, openai_api_key=KEY, access_token="kettle")
    said = UserTurn(turn=1, text="Where is the kettle? At https://me:mine@home.")
    failed = Failed(what=f"HTTP 401: wrong key {KEY}.")
    answered = ToolAnswered(turn=1, call_id="1", tool="env", result={"KEY": [KEY]})
    events = [NumberedEvent(1, said), NumberedEvent(2, failed), NumberedEvent(3, answered)]

    kept = await redacted_all(events, make_redactor(settings))
    assert kept[0] == events[0]
    assert kept[1].event == failed.model_copy(update={"what": "HTTP 401: wrong key ********."})
    assert kept[2].event == answered.model_copy(update={"result": {"KEY": ["********"]}})


async def test_without_keys_and_wishes_nothing_is_looked_through() -> None:
    assert make_redactor(load_settings(_env_file=None)).is_idle
