"""The built-in agent and Claude Code, in real speech: asked for, allowed, paused, and heard of.

Claude Code is the scripted executable, which asks for a permission before all else.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.conversation_socket import SocketCaller, calling
from tests.support.microphone import Microphone
from tests.support.server_process import serving
from tests.support.speech import needs_flite
from tests.support.work.claude_workplace import ClaudeWorkplace

pytestmark = [pytest.mark.audio, needs_flite]

QUESTION = "Claude Code wants to run the command npm test. May it?"


@pytest.fixture
def workplace(tmp_path: Path) -> ClaudeWorkplace:
    return ClaudeWorkplace(tmp_path)


@pytest.fixture
def url(tmp_path: Path, workplace: ClaudeWorkplace) -> Iterator[str]:
    script = {"SCRIPT_FIRST": "ask npm test"}
    with serving(
        tmp_path, DATA_DIR=str(tmp_path), STACK="built-in", **workplace.settings, **script
    ) as url:
        yield url


async def heard(caller: SocketCaller, words: str) -> None:
    """Wait until the agent has said this and is silent."""
    said = ""

    def is_said(event: dict[str, object]) -> bool:
        nonlocal said
        if event["role"] == "assistant" and event["final"]:
            said += f" {event['text']}"
        return words in said

    await caller.event("transcription", is_said)
    await caller.event("state", lambda event: event["state"] == "listening")


@pytest.mark.parametrize(
    ("reply", "decision", "outcome"),
    [("yes", "allow", "It was allowed."), ("no", "deny", "It was not allowed.")],
)
async def test_a_permission_is_asked_aloud_and_decided_by_a_spoken_word(
    url: str,
    workplace: ClaudeWorkplace,
    tmp_path: Path,
    reply: str,
    decision: str,
    outcome: str,
) -> None:
    async with calling(url, "work", greeting="false") as caller:
        await caller.event("session")
        microphone = Microphone(caller.send_frame, tmp_path)
        await microphone.say("tell claude code to fix the failing test")
        print("understood:", await caller.said("user"))
        await heard(caller, QUESTION)
        await microphone.say(reply)
        assert await caller.said("user") == reply
        done = await caller.event("assignment", lambda event: event["state"] == "done")
        assert done["result"] == outcome
        await heard(caller, "Claude Code is done.")
        microphone.close()
    decided = [each["response"]["behavior"] for each in workplace.noted("decided")]
    assert decided == [decision]
