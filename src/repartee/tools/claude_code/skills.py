"""What a caller can ask of Claude Code: `send_to_claude_code`, `pause_claude_code`."""

from __future__ import annotations

from functools import wraps

from repartee.tools.answer import Answer, Refusal, answer
from repartee.tools.assent import Assent, assent_in
from repartee.tools.assignments.answers import dropped_words, progress_of, status_of
from repartee.tools.assignments.desk import Desk
from repartee.tools.direct import Skill
from repartee.tools.options import ToolOptions, tool

# "No, never mind" is an answer; "stop the server that listens on port 80" is not.
_FEW_WORDS = 3


class ClaudeCodeSkills:
    """Claude Code in one conversation."""

    def __init__(self, desk: Desk, *, changes_unasked: bool = False) -> None:
        """Offer it.

        Args:
            desk: Where its instructions are handed in.
            changes_unasked: Whether it may change files without asking. Then the caller is asked
                about each instruction: a text that a model has read could be behind it.
        """
        self._desk = desk
        self._changes_unasked = changes_unasked

    @property
    def skills(self) -> list[Skill]:
        """What the agent may call."""
        send: Skill = self.send_to_claude_code
        return [
            _asked_about(send) if self._changes_unasked else send,
            *(self.pause_claude_code, self.resume_claude_code),
            *(self.reset_claude_code, self.claude_code_status),
        ]

    async def send_to_claude_code(self, text: str) -> Answer:
        """Give Claude Code an instruction; it works in its directory while the talk goes on.

        Use it only when the caller asks for something to be done with code or files. Its result
        is announced by itself later. When it asks for a permission, the caller's own answer
        reaches it without you.

        Args:
            text: The instruction. Claude Code remembers its earlier ones, and has not heard the
                talk.
        """
        if self._is_an_answer(text):
            raise Refusal("That was an answer, and Claude Code has it already.")
        task = self._desk.hand_in(text)
        waits = self._desk.current is not task
        say = "Claude Code will do that next." if waits else "Claude Code is on it."
        return answer(say, **status_of(task, self._desk.waiting))

    async def pause_claude_code(self) -> Answer:
        """Pause Claude Code; it can go on later."""
        task = self._desk.pause()
        return answer("Claude Code has paused.", **status_of(task, self._desk.waiting))

    async def resume_claude_code(self) -> Answer:
        """Let Claude Code go on with what was paused."""
        task = self._desk.resume()
        return answer("Claude Code goes on.", **status_of(task, self._desk.waiting))

    async def reset_claude_code(self) -> Answer:
        """Stop Claude Code and forget the instructions that wait; files stay as they are."""
        dropped = self._desk.reset()
        return answer(dropped_words("Claude Code", dropped), dropped=len(dropped))

    async def claude_code_status(self) -> Answer:
        """Tell how far Claude Code is, or what it answered."""
        task = self._desk.current
        if task is None:
            raise Refusal("Claude Code has nothing to do yet.")
        status = status_of(task, self._desk.waiting)
        return answer(progress_of("Claude Code", task), **status, result=task.result[:4_000])

    def _is_an_answer(self, text: str) -> bool:
        """Whether it is no more than a yes or no to what Claude Code asked.

        Brains hear the caller's answer to such a question, and like to pass it on.
        """
        task = self._desk.current
        was_asked = task is not None and task.questions > 0
        return (
            was_asked and len(text.split()) <= _FEW_WORDS and assent_in(text) is not Assent.UNCLEAR
        )


def _asked_about(send: Skill) -> Skill:
    @tool(ToolOptions(dangerous=True, question="Shall I have Claude Code do this: {text}?"))
    @wraps(send)
    async def asked(text: str) -> Answer | str:
        return await send(text)

    return asked
