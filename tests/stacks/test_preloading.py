"""A first conversation must find imported what it needs."""

from __future__ import annotations

import subprocess
import sys

# A program of its own: here others have imported everything.
_PROGRAM = """
import sys
import anthropic, openai
from repartee.services.brains.anthropic import AnthropicBrain
from repartee.services.brains.cerebras import CerebrasBrain
from repartee.stacks.preloading import preload

def look():
    print(*(each for each in sys.argv[1:] if each in sys.modules))

look()
preload([AnthropicBrain.__new__(AnthropicBrain), CerebrasBrain.__new__(CerebrasBrain)])
look()
before = set(sys.modules)
anthropic.AsyncAnthropic(api_key="k").messages
openai.AsyncOpenAI(api_key="k").chat.completions
assert not [each for each in set(sys.modules) - before if each.startswith(("openai", "anthropic"))]
import pydantic_ai
preload([CerebrasBrain.__new__(CerebrasBrain)])
look()
"""
_OF_CLIENTS = {
    "anyio._backends._asyncio",
    "anthropic.resources.messages.messages",
    "openai.resources.chat.completions.completions",
}
_OF_THE_TEAM = "pydantic_ai.models.openai"


def test_what_is_used_is_there_before_anybody_calls() -> None:
    command = [sys.executable, "-c", _PROGRAM, *_OF_CLIENTS, _OF_THE_TEAM]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    before, loaded, with_team = (set(line.split()) for line in told.stdout.splitlines()[-3:])
    assert "openai.resources.chat.completions.completions" not in before
    assert loaded == _OF_CLIENTS, "the team's library is not used here, and takes a second"
    assert with_team == {*_OF_CLIENTS, _OF_THE_TEAM}
