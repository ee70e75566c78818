"""What a client is told of the agent's own tools: OpenAI's shapes of a remote MCP server's."""

from __future__ import annotations

import json
from typing import Any

import pytest
from openai.types.realtime import RealtimeServerEvent
from pydantic import TypeAdapter

from repartee.transports.openai_realtime.answering import Wish
from repartee.transports.openai_realtime.events import Event
from repartee.transports.openai_realtime.session import SessionSettings
from repartee.transports.openai_realtime.talk import Talk

_EVENT: TypeAdapter[RealtimeServerEvent] = TypeAdapter(RealtimeServerEvent)
WISH = Wish(aloud=True)


@pytest.fixture
def talk() -> Talk:
    return Talk(SessionSettings("any", "tone", 60.0))


def used(talk: Talk, phase: str, **data: Any) -> list[Event]:
    return talk.told(
        f"llm-function-call-{phase}",
        {"function_name": "set_timer", "tool_call_id": "call-1", **data},
    )


def called(talk: Talk, result: object, *, cancelled: bool = False) -> list[Event]:
    events = [
        *talk.answering.ask(WISH),
        *talk.told("bot-llm-started", {}),
        *used(talk, "started"),
        *used(talk, "in-progress", arguments={"minutes": 5}),
        *used(talk, "stopped", result=result, cancelled=cancelled),
    ]
    for each in events:
        _EVENT.validate_python(each)
    return events


def done_item(events: list[Event]) -> dict[str, Any]:
    (item,) = [e["item"] for e in events if e["type"] == "conversation.item.done"]
    assert isinstance(item, dict)
    return item


def assignment(talk: Talk, state: str, **data: object) -> list[Event]:
    told = {"type": "assignment", "desk": "team", "id": 1, "text": "compare", "state": state}
    events = talk.noticed({**told, "note": "", "result": "", "question": 0, **data})
    for each in events:
        _EVENT.validate_python(each)
    return events


def test_a_call_and_its_result_are_an_item_of_the_answer(talk: Talk) -> None:
    events = called(talk, {"say": "Five minutes.", "ok": True})
    item = done_item(events)
    assert (item["type"], item["name"], item["error"]) == ("mcp_call", "set_timer", None)
    assert json.loads(item["arguments"]) == {"minutes": 5}
    assert json.loads(item["output"])["say"] == "Five minutes."
    kinds = [each["type"] for each in events]
    assert kinds.index("response.mcp_call.in_progress") < kinds.index("response.mcp_call.completed")
    assert kinds[-1] == "response.output_item.done"


@pytest.mark.parametrize(
    ("result", "cancelled", "why"),
    [({"say": "There is none.", "ok": False}, False, "There is none."), (None, True, "stopped")],
)
def test_what_was_not_done_has_failed(
    talk: Talk, result: object, why: str, *, cancelled: bool
) -> None:
    events = called(talk, result, cancelled=cancelled)
    assert "response.mcp_call.failed" in [each["type"] for each in events]
    assert why in done_item(events)["error"]["message"]


def test_a_late_result_completes_its_call(talk: Talk) -> None:
    events = called(talk, {"say": "That takes a moment.", "ok": True, "pending": True})
    assert not [e for e in events if e["type"] == "conversation.item.done"]
    late = {"type": "tool-result", "call_id": "call-1", "result": {"say": "Done.", "ok": True}}
    assert json.loads(done_item(talk.noticed(late))["output"])["say"] == "Done."


def test_a_question_about_a_tool_is_an_approval_request(talk: Talk) -> None:
    called(talk, {"say": "", "ok": False, "asked": "Shall I?"})
    item = done_item(
        talk.noticed({"type": "tool-question", "id": "call-1", "question": "Shall I?"})
    )
    assert (item["type"], item["name"]) == ("mcp_approval_request", "set_timer")
    approval = talk.own_tools.approval(item["id"])
    assert approval is not None
    assert approval.question_id == "call-1"
    assert talk.own_tools.approval(item["id"]) is None, "a question is answered once"


def test_a_question_that_comes_before_its_call_waits_for_it(talk: Talk) -> None:
    asks = {"type": "tool-question", "id": "call-1", "question": "Shall I?"}
    assert talk.noticed(asks) == []
    talk.answering.ask(WISH)
    assert done_item(used(talk, "in-progress", arguments={}))["type"] == "mcp_approval_request"


def test_work_beside_the_talk_is_a_call_that_lasts(talk: Talk) -> None:
    (added,) = assignment(talk, "working")
    item_id = added["item"]["id"]
    assert added["item"]["name"] == "team"
    assert assignment(talk, "paused") == []
    kept = talk.items.find(item_id)
    assert kept is not None
    assert json.loads(kept["output"])["state"] == "paused"
    done = done_item(assignment(talk, "done", result="Buy the red one."))
    assert done["id"] == item_id
    assert json.loads(done["output"])["result"] == "Buy the red one."


def test_a_question_of_work_is_put_once_and_says_which_it_is(talk: Talk) -> None:
    assignment(talk, "working")
    (wanted,) = [
        each["item"]
        for each in assignment(talk, "asking", question=2, note="May it?", detail="rm")
        if each["type"] == "conversation.item.done"
    ]
    assert json.loads(wanted["arguments"]) == {"question": "May it?", "detail": "rm"}
    assert assignment(talk, "asking", question=2) == []
    approval = talk.own_tools.approval(wanted["id"])
    assert approval is not None
    assert (approval.desk, approval.assignment, approval.question) == ("team", 1, 2)


def test_whoever_asks_for_an_answer_to_a_tool_gets_an_empty_one(talk: Talk) -> None:
    """As the agent goes on by itself; the JavaScript client asks after each remote call."""
    called(talk, {"say": "Five minutes.", "ok": True})
    assert talk.is_up_to_date
    assert talk.answering.nothing_to_add(WISH) == [], "the answer goes on"
    talk.told("bot-llm-stopped", {})
    talk.told("bot-llm-started", {})
    talk.told("bot-llm-stopped", {})
    events = talk.answering.nothing_to_add(WISH)
    assert [each["type"] for each in events] == ["response.created", "response.done"]
    assert events[-1]["response"]["output"] == []
    talk.news()
    assert not talk.is_up_to_date
