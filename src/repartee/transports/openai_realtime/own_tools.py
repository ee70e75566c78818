from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from repartee.transports.openai_realtime.events import Event, event, mcp_call_item, new_id
from repartee.transports.openai_realtime.items import Items
from repartee.transports.openai_realtime.response import Response

SERVER_LABEL = "repartee"
"""The MCP server whose tools the agent's own ones pass for."""
_MOST_REMEMBERED = 200
_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_OVER = frozenset({"done", "failed", "dropped"})


@dataclass(frozen=True, slots=True)
class Approval:
    """What a yes or no of the client answers: a tool's question, or one of work beside the talk."""

    question_id: str = ""
    desk: str = ""
    assignment: int = 0
    question: int = 0


@dataclass(slots=True)
class _OwnCall:
    item: dict[str, Any]
    response: Response | None = None
    index: int = 0


class OwnTools:
    """What the client is told of the tools that run here.

    To OpenAI's clients they are those of a remote MCP server: a call is an item of type `mcp_call`,
    the question of a dangerous one is an `mcp_approval_request`, and work beside the talk is a call
    that lasts: of `team`, say, with its state as the output.
    """

    def __init__(self, items: Items) -> None:
        """Begin without any.

        Args:
            items: The conversation's.
        """
        self._items = items
        self._calls: OrderedDict[str, _OwnCall] = OrderedDict()
        self._assignments: OrderedDict[tuple[str, int], _OwnCall] = OrderedDict()
        self._approvals: OrderedDict[str, Approval] = OrderedDict()
        self._asked: set[tuple[str, int, int]] = set()
        self._early_questions: set[str] = set()
        """Of calls that are yet to be told: questions take a shorter way."""

    # Calls

    def called(
        self, response: Response, call_id: str, name: str, arguments: Mapping[str, Any]
    ) -> list[Event]:
        """The agent uses a tool of its own.

        Args:
            response: The answer that it is part of.
            call_id: The call's.
            name: The tool's.
            arguments: What it is called with.
        """
        written = _written(arguments)
        item = mcp_call_item(SERVER_LABEL, name, written)
        index, added = response.place(item)
        _remember(self._calls, call_id, _OwnCall(item, response, index))
        where = {"item_id": item["id"], "output_index": index}
        kind = "response.mcp_call_arguments"
        return [
            *added,
            event(f"{kind}.delta", response_id=response.id, **where, delta=written),
            event(f"{kind}.done", response_id=response.id, **where, arguments=written),
            event("response.mcp_call.in_progress", **where),
            *(self._asks(call_id) if call_id in self._early_questions else ()),
        ]

    def ended(self, call_id: str, result: object, *, cancelled: bool) -> list[Event]:
        """A tool is done.

        Args:
            call_id: The call's.
            result: What it gave back.
            cancelled: Whether it was stopped instead.
        """
        call = self._calls.get(call_id)
        if call is None:
            return []
        if isinstance(result, Mapping) and result.get("pending"):
            # What it gives back is announced later.
            return []
        why = "The call was stopped." if cancelled else _fault_in(result)
        output = None if cancelled else _written(result)
        call.item = {**call.item, "output": output, "error": _as_error(why)}
        outcome = "failed" if why else "completed"
        where = {"item_id": call.item["id"], "output_index": call.index}
        placed = call.response.placed(call.index, call.item) if call.response else []
        return [
            event(f"response.mcp_call.{outcome}", **where),
            self._items.done(call.item),
            *placed,
        ]

    # What the conversation announces

    def noticed(self, data: Mapping[str, Any]) -> list[Event]:
        """Take in a server message about a tool.

        Args:
            data: What it carries.
        """
        match data:
            case {"type": "tool-question", "id": str(question_id)}:
                return self._asks(question_id)
            case {"type": "tool-result", "call_id": str(call_id), "result": result}:
                return self.ended(call_id, result, cancelled=False)
            case {"type": "assignment", "desk": str(desk), "id": int(number)}:
                return self._worked(desk, number, data)
            case _:
                return []

    def approval(self, request_id: str) -> Approval | None:
        """What an approval request is about; None if it was answered, or never put."""
        return self._approvals.pop(request_id, None)

    def _asks(self, question_id: str) -> list[Event]:
        call = self._calls.get(question_id)
        if call is None:
            self._early_questions.add(question_id)
            return []
        self._early_questions.discard(question_id)
        name, arguments = call.item["name"], call.item["arguments"]
        return self._approval_wanted(Approval(question_id), name, arguments)

    def _worked(self, desk: str, number: int, data: Mapping[str, Any]) -> list[Event]:
        state = str(data.get("state"))
        output = _written({key: value for key, value in data.items() if key != "type"})
        known = self._assignments.get((desk, number))
        if known is None:
            arguments = _written({"text": data.get("text", "")})
            known = _OwnCall(mcp_call_item(SERVER_LABEL, desk, arguments))
            _remember(self._assignments, (desk, number), known)
        error = _as_error(str(data.get("note", ""))) if state == "failed" else None
        added = [] if self._items.find(known.item["id"]) else [self._items.add(known.item)]
        known.item = {**known.item, "output": output, "error": error}
        self._items.keep(known.item)
        if state in _OVER:
            return [*added, self._items.done(known.item)]
        question = int(data.get("question") or 0)
        if state == "asking" and (desk, number, question) not in self._asked:
            self._asked.add((desk, number, question))
            approval = Approval(desk=desk, assignment=number, question=question)
            wanted = _written({"question": data.get("note", ""), "detail": data.get("detail", "")})
            return [*added, *self._approval_wanted(approval, desk, wanted)]
        return added

    def _approval_wanted(self, approval: Approval, name: str, arguments: str) -> list[Event]:
        item = {
            "id": new_id("mcpr"),
            "object": "realtime.item",
            "type": "mcp_approval_request",
            "server_label": SERVER_LABEL,
            "name": name,
            "arguments": arguments,
        }
        _remember(self._approvals, item["id"], approval)
        return [self._items.add(item), self._items.done(item)]


def _remember(kept: OrderedDict[_Key, _Value], key: _Key, value: _Value) -> None:
    kept[key] = value
    while len(kept) > _MOST_REMEMBERED:
        kept.popitem(last=False)


def _written(value: object) -> str:
    if isinstance(value, Mapping):
        value = dict(value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def _fault_in(result: object) -> str:
    """Why a tool did not do it; empty if it did, or waits for an answer."""
    if isinstance(result, Mapping) and result.get("ok") is False and "asked" not in result:
        return str(result.get("say") or "It could not be done.")
    return ""


def _as_error(why: str) -> dict[str, str] | None:
    return {"type": "tool_execution_error", "message": why} if why else None
