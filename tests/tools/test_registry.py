from __future__ import annotations

from types import SimpleNamespace
from typing import Any, cast

import pytest
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema
from pipecat.processors.aggregators.llm_context import LLMContext
from pipecat.services.llm_service import FunctionCallParams

from repartee.tools.registry import build_tools
from tests.tools.scripted_host import ScriptedHost

Tools = dict[str, FunctionSchema]


@pytest.fixture
def host() -> ScriptedHost:
    return ScriptedHost()


@pytest.fixture
def tools(host: ScriptedHost) -> Tools:
    return by_name(host)


def by_name(host: ScriptedHost) -> Tools:
    tools = [tool for tool in build_tools(host, ()) if isinstance(tool, FunctionSchema)]
    return {tool.name: tool for tool in tools}


async def call(tools: Tools, name: str, **arguments: object) -> dict[str, Any]:
    results: list[dict[str, Any]] = []

    async def report(result: dict[str, Any], *, properties: object = None) -> None:
        results.append(result)

    handle = tools[name].handler
    assert handle
    params = SimpleNamespace(
        function_name=name,
        tool_call_id="1",
        arguments=arguments,
        context=LLMContext(),
        result_callback=report,
    )
    await handle(cast("FunctionCallParams", params))
    assert len(results) == 1
    return results[0]


def test_every_tool_of_the_contract_is_there(tools: Tools) -> None:
    assert sorted(tools) == sorted(
        [
            "tell_time",
            "tell_date",
            "days_until",
            "calculate",
            "convert_units",
            "start_timer",
            "timers_left",
            "cancel_timer",
            "remind_me",
            "take_note",
            "read_notes",
            "forget_notes",
            "add_to_list",
            "read_list",
            "remove_from_list",
            "clear_list",
            "remember_fact",
            "recall_fact",
            "forget_fact",
            "recall_conversations",
            "repeat_last",
            "speak_faster",
            "speak_slower",
            "speak_louder",
            "speak_softer",
            "speak_normally",
            "use_voice",
            "talk_like",
            "stop_recording",
            "spell_word",
            "flip_coin",
            "roll_dice",
            "pick_number",
            "tell_story",
            "count",
            "give_help",
            "end_conversation",
        ]
    )


def test_a_model_is_told_what_every_tool_and_argument_is_for(tools: Tools) -> None:
    for schema in tools.values():
        assert schema.description
        for name, described in schema.properties.items():
            assert described["type"] in ("string", "integer", "number"), (schema.name, name)
            assert described["description"], (schema.name, name)


def test_optional_arguments_are_not_required(tools: Tools) -> None:
    assert tools["calculate"].required == ["left", "operation"]


def test_a_context_takes_the_tools_as_they_are(host: ScriptedHost) -> None:
    assert LLMContext(tools=build_tools(host, ())).tools


async def test_arguments_a_model_gets_slightly_wrong_still_work(tools: Tools) -> None:
    answer = await call(tools, "calculate", left="15", operation=" plus ", right=3, why="fun")
    assert answer["say"] == "15 plus 3 is 18."
    assert (await call(tools, "spell_word", word=42))["letters"] == ["4", "2"]


@pytest.mark.parametrize(
    ("name", "arguments", "say", "argument"),
    [
        ("roll_dice", {"sides": 2.5}, "I need a whole number for that.", "sides"),
        ("calculate", {"left": "lots", "operation": "plus"}, "I need a number for that.", "left"),
        ("calculate", {"left": float("inf"), "operation": "plus"}, "I need a number", "left"),
        ("take_note", {}, "I need some words for that.", "text"),
        ("take_note", {"text": None}, "I need some words for that.", "text"),
    ],
)
async def test_a_wrong_argument_is_answered_not_raised(
    tools: Tools, name: str, arguments: dict[str, object], say: str, argument: str
) -> None:
    answer = await call(tools, name, **arguments)
    assert not answer["ok"]
    assert answer["argument"] == argument
    assert answer["say"].startswith(say)


async def test_a_refusal_is_a_spoken_answer(tools: Tools) -> None:
    answer = await call(tools, "calculate", left=1, operation="divided by", right=0)
    assert answer == {"say": "I can't divide by zero. Nobody can, try another number.", "ok": False}


async def test_two_conversations_remember_apart(host: ScriptedHost) -> None:
    mine, yours = by_name(host), by_name(ScriptedHost())
    await call(mine, "take_note", text="secret")
    await call(mine, "remember_fact", subject="name", value="Sam")
    await call(mine, "add_to_list", item="milk")
    assert (await call(yours, "read_notes"))["notes"] == []
    assert not (await call(yours, "recall_fact", subject="name"))["ok"]
    assert (await call(yours, "read_list"))["items"] == []
