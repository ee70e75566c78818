"""Claude Code in a whole conversation: asked by voice or button, and what goes wrong is heard."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from repartee.settings import Settings
from repartee.tools.occupations import Occupations
from tests.support.hearing_stack import HearingStack
from tests.support.talk import Talk, talking
from tests.support.tool_stack import Wish
from tests.support.work.claude_workplace import ClaudeWorkplace

QUESTION = "Claude Code wants to run the command npm test. May it?"
WISHES = {
    "pause claude code": Wish("pause_claude_code"),
    "let claude code go on": Wish("resume_claude_code"),
    "how far is it": Wish("claude_code_status"),
}
_TELL = "tell claude code to "

At = Callable[..., AbstractAsyncContextManager[Talk]]


def mind(messages: list[dict[str, Any]]) -> Wish | str:
    """Passes on whatever it hears, an answer to Claude Code's questions too; reads results out."""
    newest = messages[-1]
    text = str(newest.get("content"))
    if newest["role"] == "tool":
        return str(json.loads(text)["say"])
    if text in WISHES:
        return WISHES[text]
    return Wish("send_to_claude_code", {"text": text.removeprefix(_TELL)})


@pytest.fixture
def workplace(tmp_path: Path) -> ClaudeWorkplace:
    return ClaudeWorkplace(tmp_path)


@pytest.fixture
def at(settings: Settings, workplace: ClaudeWorkplace) -> At:
    @asynccontextmanager
    async def at(**changes: Any) -> AsyncIterator[Talk]:
        source = Occupations(claude_code=lambda: workplace.claude(**changes))
        async with talking(settings, HearingStack(mind, source=source)) as talk:
            yield talk

    return at


async def asked(talk: Talk) -> dict[str, Any]:
    """Have Claude Code want something; gives its question as a page sees it."""
    await talk.says(f"{_TELL}ask npm test")
    await talk.hears("Claude Code is on it.")
    await talk.hears(QUESTION)
    return await talk.until("assignment", state="asking")


def decisions(workplace: ClaudeWorkplace) -> list[str]:
    return [each["response"]["behavior"] for each in workplace.noted("decided")]


@pytest.mark.parametrize(
    ("words", "decision", "outcome"),
    [("yes", "allow", "It was allowed."), ("no", "deny", "It was not allowed.")],
)
async def test_a_spoken_answer_decides_and_the_outcome_is_heard(
    at: At, workplace: ClaudeWorkplace, words: str, decision: str, outcome: str
) -> None:
    async with at() as talk:
        await asked(talk)
        await talk.says(words)
        done = await talk.until("assignment", state="done")
        await talk.hears(f"Claude Code is done. {outcome}")
        called, passed_on = talk.told("function_call")
        answered = talk.told("function_result")[0]
    assert (called["name"], called["arguments"]) == (
        "send_to_claude_code",
        {"text": "ask npm test"},
    )
    assert passed_on["arguments"] == {"text": words}
    assert (answered["call_id"], answered["result"]["ok"]) == (called["call_id"], True)
    assert done["result"] == outcome
    assert decisions(workplace) == [decision]
    # The brain passed the answer on as an instruction, and it was none.
    assert workplace.noted("told") == ["ask npm test"]


@pytest.mark.parametrize(("words", "decision"), [("yes", "allow"), ("no", "deny")])
async def test_a_button_decides_as_well(
    at: At, workplace: ClaudeWorkplace, words: str, decision: str
) -> None:
    async with at() as talk:
        question = await asked(talk)
        assert question["detail"] == "Bash: command: npm test"
        await talk.presses("answer", question, words)
        await talk.until("assignment", state="done")
    assert decisions(workplace) == [decision]


async def test_what_is_too_long_to_be_heard_is_allowed_by_a_button_alone(
    at: At, workplace: ClaudeWorkplace
) -> None:
    command = f"echo {'and so on ' * 30}&& rm -r build"
    async with at() as talk:
        await talk.says(f"{_TELL}ask {command}")
        await talk.hears("run the command, a long one that begins with echo and so on")
        await talk.says("yes")
        await talk.hears("Please look at it on your screen")
        assert not workplace.noted("decided")
        question = next(each for each in talk.told("assignment") if each["state"] == "asking")
        assert question["detail"] == f"Bash: command: {command}"
        await talk.presses("answer", question, "yes")
        await talk.until("assignment", state="done")
    assert decisions(workplace) == ["allow"]


async def test_a_command_with_signs_is_allowed_by_a_spoken_yes_all_the_same(
    at: At, workplace: ClaudeWorkplace
) -> None:
    async with at() as talk:
        await talk.says(f"{_TELL}ask npm test && rm -rf ./build/*.js | tee $HOME/log_1.txt")
        await talk.hears("May it?")
        await talk.says("yes")
        await talk.until("assignment", state="done")
    assert decisions(workplace) == ["allow"]


async def test_who_says_neither_yes_nor_no_is_asked_once_more(
    at: At, workplace: ClaudeWorkplace
) -> None:
    async with at() as talk:
        await asked(talk)
        await talk.says("yes but only tomorrow")
        await talk.hears(f"Please answer with yes or no. {QUESTION}")
        await talk.says("go ahead")
        await talk.until("assignment", state="done")
    assert decisions(workplace) == ["allow"]


@pytest.mark.parametrize(
    ("instruction", "words"),
    [
        ("crash", "Claude Code could not finish. Claude Code stopped unexpectedly."),
        ("fail", "Claude Code could not finish. Claude Code gave up. It needed too many steps."),
    ],
)
async def test_an_end_with_an_error_is_told_and_the_next_instruction_works(
    at: At, workplace: ClaudeWorkplace, instruction: str, words: str
) -> None:
    async with at() as talk:
        await talk.says(f"{_TELL}{instruction}")
        await talk.hears(words)
        await talk.says(f"{_TELL}work ls")
        await talk.hears("Claude Code is done.")
    first, second = workplace.noted("resumed")
    assert first == ""
    assert second, "it goes on in the same session"


async def test_one_that_hangs_is_stopped_and_told(at: At) -> None:
    async with at(silence_secs=4.0) as talk:
        await talk.says(f"{_TELL}hang")
        failed = await talk.until("assignment", state="failed")
        await talk.hears("Claude Code did not react any more, so I stopped it.")
    assert failed["result"] == ""


async def test_the_ear_gets_a_summary_and_the_event_the_whole(at: At) -> None:
    async with at() as talk:
        await talk.says(f"{_TELL}work ls")
        await talk.hears("Claude Code is done. I did this: work ls.")
        done = await talk.until("assignment", state="done")
    assert "the whole output" in done["result"]
    spoken = " ".join(each["text"] for each in talk.told("transcription"))
    assert "whole output" not in spoken


async def test_it_pauses_and_goes_on_when_it_is_told_to(at: At, workplace: ClaudeWorkplace) -> None:
    async with at() as talk:
        await talk.says(f"{_TELL}slow")
        await talk.until("assignment", note="searching the files")
        await talk.says("pause claude code")
        await talk.until("assignment", state="paused")
        await talk.hears("Claude Code has paused.")
        await talk.says("how far is it")
        await talk.hears("Claude Code has paused.")
        await talk.says("let claude code go on")
        await talk.hears("Claude Code is done.")
    assert workplace.noted("told") == ["slow", "Go on where you stopped."]
