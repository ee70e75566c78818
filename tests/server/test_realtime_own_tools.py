"""The agent's own tools beside the client's functions, as both stock clients see them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from repartee.app import create_app
from repartee.settings import Settings
from repartee.tools.options import ToolOptions, tool
from tests.server.test_realtime_socket import WEATHER
from tests.support import agents_client
from tests.support.agents_client import needs_agents
from tests.support.realtime_client import RealtimeCaller, calling
from tests.support.running_server import running
from tests.support.tool_stack import ToolStack, Wish

DELETED: list[str] = []


async def dim_lights(percent: int) -> str:
    """Dim the lights."""
    return f"The lights are at {percent} percent."


@tool(ToolOptions(dangerous=True, question="Shall I delete {name}?"))
async def delete(name: str) -> str:
    """Delete a file."""
    DELETED.append(name)
    return f"{name} is deleted."


def mind(messages: list[dict[str, Any]]) -> Wish | str:
    last = messages[-1]
    if last["role"] == "tool":
        result = json.loads(str(last["content"]))
        return str(result["say"] if isinstance(result, dict) else result)
    match str(last["content"]).split():
        case ["dim"]:
            return Wish("dim_lights", {"percent": 40})
        case ["delete"]:
            return Wish("delete", {"name": "taxes"})
        case ["weather"]:
            return Wish("get_weather", {"city": "Rome"})
        case words:
            return f"You said {' '.join(words)}."


@pytest.fixture
async def tool_url(settings: Settings) -> AsyncIterator[str]:
    DELETED.clear()
    async with running(create_app(settings, ToolStack(mind, [dim_lights, delete]))) as url:
        yield url


def items_of(response: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [item for item in response["output"] if item["type"] == kind]


def said_in(response: dict[str, Any]) -> str:
    return " ".join(item["content"][0]["transcript"] for item in items_of(response, "message"))


async def approval_wanted(caller: RealtimeCaller) -> dict[str, Any]:
    done = await caller.event(
        "conversation.item.done", lambda each: each["item"]["type"] == "mcp_approval_request"
    )
    return done["item"]  # type: ignore[no-any-return]


async def test_a_tool_that_runs_here_is_part_of_the_answer(tool_url: str) -> None:
    async with calling(tool_url) as caller:
        await caller.type("dim")
        response = await caller.answer()
        (call,) = items_of(response, "mcp_call")
        assert (call["name"], json.loads(call["arguments"])) == ("dim_lights", {"percent": 40})
        assert json.loads(call["output"])["ok"]
        assert said_in(response) == "The lights are at 40 percent."
        assert "response.mcp_call.completed" in caller.kinds


async def test_own_tools_and_functions_of_the_client_are_offered_together(tool_url: str) -> None:
    async with calling(tool_url) as caller:
        await caller.update(tools=[WEATHER])
        await caller.type("weather")
        (call,) = items_of(await caller.answer(), "function_call")
        output = {"type": "function_call_output", "call_id": call["call_id"], "output": '"sunny"'}
        await caller.send("conversation.item.create", item=output)
        await caller.send("response.create")
        assert said_in(await caller.answer()) == "sunny"
        await caller.type("dim")
        assert items_of(await caller.answer(), "mcp_call")


async def test_nothing_is_said_twice_where_a_client_asks_for_the_answer_to_a_tool(
    tool_url: str,
) -> None:
    async with calling(tool_url) as caller:
        await caller.type("dim")
        await caller.answer()
        await caller.send("response.create")
        empty = await caller.answer()
        assert (empty["status"], empty["output"]) == ("completed", [])
        await caller.type("hi")
        assert said_in(await caller.answer()) == "You said hi."


@pytest.mark.parametrize("approve", [True, False])
async def test_a_client_may_answer_for_its_caller(tool_url: str, *, approve: bool) -> None:
    async with calling(tool_url) as caller:
        await caller.type("delete")
        request = await approval_wanted(caller)
        assert (request["name"], json.loads(request["arguments"])) == ("delete", {"name": "taxes"})
        answer = {"type": "mcp_approval_response", "approval_request_id": request["id"]}
        await caller.send("conversation.item.create", item={**answer, "approve": approve})
        words = "taxes is deleted." if approve else "All right, I won't do it."
        while words not in said_in(await caller.answer()):
            pass
        assert (["taxes"] if approve else []) == DELETED
        await caller.send("conversation.item.create", item={**answer, "approve": True})
        assert (await caller.event("error"))["error"]["code"] == "item_not_found"
        assert (["taxes"] if approve else []) == DELETED


@needs_agents
async def test_the_javascript_client_shows_own_tools_and_hears_each_answer_once(
    tool_url: str,
) -> None:
    async with agents_client.calling(tool_url) as caller:
        await caller.do("type", "dim")
        call = await caller.sees("own-tool")
        assert json.loads(call["output"])["say"] == "The lights are at 40 percent."
        assert (await caller.sees("answer"))["text"] == "The lights are at 40 percent."
        await caller.do("type", "hi")
        while (answer := await caller.sees("answer"))["text"] != "You said hi.":
            assert answer["text"] == "", "the empty answer that the client asked for"
        assert caller.errors == []
