"""The Agent SDK, driven against an executable that speaks Claude Code's stream format."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from repartee.tools.assignments.job import JobError
from repartee.tools.claude_code.job import ClaudeCode, ClaudeCodeConfig
from repartee.tools.used import Used
from tests.support.work.claude_workplace import ClaudeWorkplace


class Caller:
    """Answers questions in turn."""

    def __init__(self, *replies: str) -> None:
        self.replies = list(replies)
        self.questions: list[str] = []
        self.details: list[str] = []
        self.notes: list[str] = []

    def used(self, used: Used) -> None:
        raise AssertionError("Claude Code has a budget of its own")

    def report(self, note: str, done: int = 0, steps: int = 0) -> None:
        self.notes.append(note)

    async def ask(self, question: str, detail: str = "", *, by_ear: bool = True) -> str:
        self.questions.append(question)
        self.details.append(detail)
        return self.replies.pop(0) if self.replies else ""


@pytest.fixture
def workplace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ClaudeWorkplace:
    monkeypatch.setenv("ACCESS_TOKEN", "hush")
    return ClaudeWorkplace(tmp_path)


async def _until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(30):
        while not condition():
            await asyncio.sleep(0.02)


async def test_an_instruction_is_done_in_the_workspace_and_its_output_is_whole(
    workplace: ClaudeWorkplace,
) -> None:
    caller = Caller()
    result = await workplace.claude().take_on("work make").work(caller)
    assert "the whole output" in result
    assert caller.notes == ["starting", "running a command"]
    assert workplace.noted("started") == [str(workplace.workspace)]
    assert workplace.noted("secret") == [""]


async def test_the_next_instruction_goes_on_in_the_same_session(workplace: ClaudeWorkplace) -> None:
    claude = workplace.claude()
    await claude.take_on("first").work(Caller())
    await claude.take_on("second").work(Caller())
    assert workplace.noted("resumed") == ["", claude.session_id]


@pytest.mark.parametrize(
    ("replies", "outcome", "questions"),
    [
        (["Yes, go ahead."], "It was allowed.", 1),
        (["No."], "It was not allowed.", 1),
        (["What does that do?", "Okay."], "It was allowed.", 2),
        (["Yes... no, wait.", "No."], "It was not allowed.", 2),
        (["It may."], "It was allowed.", 1),
        (["Hmm.", "Tell me a joke."], "It was not allowed.", 2),
        ([], "It was not allowed.", 1),
    ],
)
async def test_a_permission_is_asked_aloud_and_only_a_plain_yes_is_one(
    workplace: ClaudeWorkplace, replies: list[str], outcome: str, questions: int
) -> None:
    caller = Caller(*replies)
    assert await workplace.claude().take_on("ask rm -r build").work(caller) == outcome
    assert len(caller.questions) == questions
    assert caller.questions[0] == "Claude Code wants to run the command rm -r build. May it?"
    assert "rm -r build" in caller.details[0]


async def test_nothing_outside_the_workspace_is_even_asked_for(workplace: ClaudeWorkplace) -> None:
    (workplace.workspace / "link").symlink_to("/etc")
    for path in ("/etc/passwd", "../secret", "link/passwd"):
        caller = Caller("yes")
        result = await workplace.claude().take_on(f"write {path}").work(caller)
        assert (result, caller.questions) == ("It was not allowed.", [])
    caller = Caller("yes")
    result = await workplace.claude().take_on("write notes/a.txt").work(caller)
    assert (result, len(caller.questions)) == ("It was allowed.", 1)


async def test_a_pause_stops_the_process_and_work_goes_on_in_the_same_session(
    workplace: ClaudeWorkplace,
) -> None:
    claude = workplace.claude()
    job, caller = claude.take_on("slow"), Caller()
    work = asyncio.create_task(job.work(caller))
    await _until(lambda: "searching the files" in caller.notes)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert "Go on" in await job.work(Caller())
    assert workplace.noted("told") == ["slow", "Go on where you stopped."]
    assert workplace.noted("resumed") == ["", claude.session_id]


@pytest.mark.parametrize(
    ("instruction", "said"),
    [("crash", "stopped unexpectedly"), ("fail", "too many steps"), ("hang", "did not react")],
)
async def test_what_goes_wrong_is_told_in_words(
    workplace: ClaudeWorkplace, instruction: str, said: str
) -> None:
    silence = 3.0 if instruction == "hang" else 60.0
    with pytest.raises(JobError) as failed:
        await workplace.claude(silence_secs=silence).take_on(instruction).work(Caller())
    assert said in failed.value.say


async def test_a_missing_executable_is_told_in_words(tmp_path: Path) -> None:
    claude = ClaudeCode(ClaudeCodeConfig(tmp_path, tmp_path / "nowhere"))
    with pytest.raises(JobError, match="not installed"):
        await claude.take_on("anything").work(Caller())


async def test_thinking_about_a_permission_is_no_hang(workplace: ClaudeWorkplace) -> None:
    class Slow(Caller):
        async def ask(self, question: str, detail: str = "", *, by_ear: bool = True) -> str:
            await asyncio.sleep(4.0)
            return "yes"

    job = workplace.claude(silence_secs=3.0).take_on("ask make")
    assert await job.work(Slow()) == "It was allowed."
