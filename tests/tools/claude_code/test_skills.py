"""What brains pass on to Claude Code, and what they had better not."""

from __future__ import annotations

import asyncio

import pytest

from repartee.tools.answer import Refusal
from repartee.tools.assignments.desk import Desk, Manner
from repartee.tools.assignments.job import Counter
from repartee.tools.claude_code.skills import ClaudeCodeSkills
from repartee.tools.options import options_of
from tests.tools.scripted_host import ScriptedHost


class Asker:
    """Asks at once, and waits for ever."""

    def take_on(self, text: str) -> Asker:
        return self

    async def work(self, counter: Counter) -> str:
        return await counter.ask("May it?")


async def asking() -> tuple[ClaudeCodeSkills, ScriptedHost]:
    host = ScriptedHost()
    skills = ClaudeCodeSkills(Desk(host, Asker(), Manner("claude-code", "Claude Code")))
    await skills.send_to_claude_code("stop the server")
    async with asyncio.timeout(10):
        while not host.questions:
            await asyncio.sleep(0)
    return skills, host


@pytest.mark.parametrize("words", ["Yes, go ahead.", "no", "No thanks"])
async def test_an_answer_that_a_brain_passes_on_is_no_instruction(words: str) -> None:
    skills, host = await asking()
    with pytest.raises(Refusal, match="has it already"):
        await skills.send_to_claude_code(words)
    host.tasks[0].cancel()


@pytest.mark.parametrize(
    "words", ["Fix the cart", "Yes, and run the tests", "No tests, please, fix"]
)
async def test_more_than_an_answer_is_an_instruction(words: str) -> None:
    skills, host = await asking()
    assert (await skills.send_to_claude_code(words))["waiting"] == 1
    host.tasks[0].cancel()


async def test_where_nothing_was_asked_a_few_words_are_an_instruction() -> None:
    host = ScriptedHost()
    skills = ClaudeCodeSkills(Desk(host, Asker(), Manner("claude-code", "Claude Code")))
    assert (await skills.send_to_claude_code("stop the server"))["ok"]
    host.tasks[0].cancel()


def test_one_that_changes_files_unasked_is_asked_about() -> None:
    desk = Desk(ScriptedHost(), Asker(), Manner("claude-code", "Claude Code"))
    careful, bold = (
        ClaudeCodeSkills(desk, changes_unasked=each).skills[0] for each in (False, True)
    )
    assert not options_of(careful).dangerous
    assert options_of(bold).dangerous
    assert bold.__name__ == "send_to_claude_code"
    assert bold.__doc__ == careful.__doc__
