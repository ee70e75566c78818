"""Every stack, and every provider, makes the parts of a conversation."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import pytest
from pipecat.services.ai_service import AIService

from repartee.conversation.parts import Choices
from repartee.settings import BrainName, EarsName, Settings, StackName, VoiceName
from repartee.stacks.composed import ComposedStack
from repartee.stacks.plan import REALTIME, plan_stack
from repartee.stacks.presence import Presence

KEYS = {
    f"{vendor}_api_key": "a-key"
    for vendor in ("anthropic", "cartesia", "cerebras", "deepgram", "elevenlabs", "groq", "openai")
}
ADDRESSES = {f"{part}_base_url": "http://127.0.0.1:9/v1" for part in ("stt", "llm", "tts")}


def stack_of(directory: Path, **chosen: Any) -> ComposedStack:
    given: dict[str, Any] = {**KEYS, **ADDRESSES, **chosen, "cache_dir": directory}
    settings = Settings(_env_file=None, **given)
    return ComposedStack(settings, plan_stack(settings, Presence()))


def serve(_provider: object) -> AIService:
    return AIService()


@pytest.mark.parametrize(
    ("variable", "name"),
    [
        *(("stack", name) for name in get_args(StackName) if name != REALTIME),
        *(("stt_provider", name) for name in get_args(EarsName)),
        *(("llm_provider", name) for name in get_args(BrainName)),
        *(("tts_provider", name) for name in get_args(VoiceName)),
    ],
)
def test_a_chain_of_each_part_can_be_made(variable: str, name: str, tmp_path: Path) -> None:
    stack = stack_of(tmp_path, **{variable: name})
    assert stack._ears.chain(serve, serving=stack._plan.ears.providers).candidates
    assert stack._brains.chain(serve, serving=stack._plan.brain.providers).candidates
    assert stack._voices.chain(serve, serving=stack._plan.voice.providers).candidates
    described = stack.describe()
    assert described.ears.label
    assert described.brain.label
    assert described.voice.label


def test_a_brain_that_may_be_chosen_only_serves_those_who_choose_it(tmp_path: Path) -> None:
    stack = stack_of(tmp_path, stack="cloud", llm_choices=["groq"])
    assert [brain.id for brain in stack.brains] == ["cerebras", "groq"]
    assert stack.persona(Choices()).greeting == "Hello, I'm Repartee. How can I help?"


def test_callers_are_shown_only_the_work_that_can_be_done(tmp_path: Path) -> None:
    def shown(**settings: Any) -> set[str]:
        groups = stack_of(tmp_path, stack="built-in", **settings).phrase_groups
        return {phrase for group in groups for phrase in group.phrases}

    assert not {"pause the team", "pause claude code"} & shown()
    elsewhere = shown(team_url="http://127.0.0.1:9")
    assert "pause the team" in elsewhere
    assert "pause claude code" not in elsewhere


def test_a_caller_may_name_the_agent_and_bring_a_prompt(tmp_path: Path) -> None:
    stack = stack_of(tmp_path, stack="cloud")
    persona = stack.persona(Choices(agent_name="Anna", system_prompt="You teach French."))
    assert persona.greeting == "Hello, I'm Anna. How can I help?"
    assert persona.instruction.startswith("Your name is Anna. You teach French.")
