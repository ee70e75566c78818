"""One model that hears, thinks and speaks, in the place of three parts."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import pytest
from pipecat.adapters.llm.schemas.function_schema import FunctionSchema

from repartee.conversation.parts import Choices
from repartee.settings import Settings, SettingsError
from repartee.simulator.faults import parse_fault
from repartee.stacks.composed import ComposedStack
from repartee.stacks.plan import plan_stack
from repartee.stacks.planned import planned_stack
from repartee.stacks.presence import Presence
from repartee.stacks.realtime import RealtimeStack
from repartee.stacks.stack import Stack
from repartee.tools.host import Offered, ToolHost


def stack_of(**given: Any) -> Stack:
    settings = Settings(_env_file=None, **given)
    return planned_stack(settings, plan_stack(settings, Presence()))


def test_the_plan_decides_which_kind_of_stack_there_is(tmp_path: Path) -> None:
    assert isinstance(stack_of(stack="realtime"), RealtimeStack)
    assert isinstance(stack_of(stack="built-in", cache_dir=tmp_path), ComposedStack)


def test_all_parts_are_one() -> None:
    about = stack_of(stack="realtime", openai_realtime_model="gpt-realtime-mini").describe()

    assert about.ears == about.brain == about.voice
    assert about.brain.label == "OpenAI gpt-realtime-mini"


def test_providers_of_parts_have_no_effect() -> None:
    settings = Settings(_env_file=None, stack="realtime", stt_provider="deepgram")

    assert plan_stack(settings, Presence()).ears.providers == ("openai-realtime",)


async def test_without_a_key_the_server_does_not_start() -> None:
    with pytest.raises(SettingsError, match="Set OPENAI_API_KEY"):
        await stack_of(stack="realtime").start()


async def test_another_server_needs_no_key() -> None:
    await stack_of(stack="realtime", openai_realtime_base_url="ws://127.0.0.1:9/v1").start()


def test_the_configured_voice_comes_first() -> None:
    stack = stack_of(stack="realtime", openai_realtime_voice="cedar")

    assert stack.voices[0].id == "cedar"
    assert {"marin", "alloy", "verse"} <= {voice.id for voice in stack.voices}


def test_a_caller_may_name_the_agent() -> None:
    persona = stack_of(stack="realtime").persona(Choices(agent_name="Anna"))

    assert persona.greeting == "Hello, I'm Anna. How can I help?"


class Host:
    """A conversation that only wants to know which tools there are."""

    def on_wish(self, desk: str, obey: object) -> None:
        """No buttons."""

    def offered(self) -> Offered:
        """Nothing to choose."""
        return Offered()


def tools_of(**given: Any) -> set[str]:
    host = cast("ToolHost", Host())
    tools = stack_of(stack="realtime", **given).tools(host)
    return {each.name if isinstance(each, FunctionSchema) else each.__name__ for each in tools}


def test_the_team_thinks_with_the_key_that_is_there() -> None:
    assert {"send_to_nested", "pause", "reset"} <= tools_of(openai_api_key="sk-test")


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"openai_api_key": "sk-test", "team": False},
        {"openai_api_key": "of-another", "openai_realtime_base_url": "ws://127.0.0.1:9/v1"},
    ],
    ids=["no key", "switched off", "a key that is not OpenAI's"],
)
def test_without_a_model_to_think_with_there_is_no_team(given: dict[str, Any]) -> None:
    assert "send_to_nested" not in tools_of(**given)


def test_a_team_may_have_a_model_of_its_own() -> None:
    given = {"openai_realtime_base_url": "ws://127.0.0.1:9/v1", "team_llm_provider": "ollama"}

    assert "send_to_nested" in tools_of(**given)


def test_claude_code_and_the_operators_own_tools_are_there_too(tmp_path: Path) -> None:
    file = tmp_path / "tools.py"
    file.write_text('async def book_table(people: int) -> str:\n    """Book a table."""\n    ...\n')

    tools = tools_of(claude_code_workspace=tmp_path, tools_file=file)

    assert {"send_to_claude_code", "pause_claude_code", "book_table", "tell_time"} <= tools


def test_faults_of_the_stand_in_are_written_as_all_others() -> None:
    vendor, fault = parse_fault("openai/realtime:drop@1s*1")

    assert (vendor, fault.only) == ("openai", "realtime")
