"""A first conversation must find imported what it needs."""

from __future__ import annotations

import subprocess
import sys

# A program of its own: here others have imported everything.
_PROGRAM = """
import sys
from repartee.services.brains.anthropic import AnthropicBrain
from repartee.services.brains.cerebras import CerebrasBrain
from repartee.stacks.preloading import preload

def look():
    print(*(each for each in sys.argv[1:] if each in sys.modules))

look()
preload([AnthropicBrain.__new__(AnthropicBrain), CerebrasBrain.__new__(CerebrasBrain)])
look()
import pydantic_ai
preload([CerebrasBrain.__new__(CerebrasBrain)])
look()
"""
_OF_CLIENTS = {
    "anyio._backends._asyncio",
    "anthropic.resources.messages",
    "openai.resources.chat",
}
_OF_THE_TEAM = "pydantic_ai.models.openai"


def test_what_is_used_is_there_before_anybody_calls() -> None:
    command = [sys.executable, "-c", _PROGRAM, *_OF_CLIENTS, _OF_THE_TEAM]
    told = subprocess.run(command, check=True, capture_output=True, text=True)
    before, loaded, with_team = (set(line.split()) for line in told.stdout.splitlines()[-3:])
    assert "openai.resources.chat" not in before
    assert loaded == _OF_CLIENTS, "the team's library is not used here, and takes a second"
    assert with_team == {*_OF_CLIENTS, _OF_THE_TEAM}
