"""What a caller's program, rather than the caller, may do to a conversation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol, runtime_checkable

Role = Literal["user", "assistant", "system"]


@dataclass(frozen=True, slots=True)
class ClientTool:
    """A function that runs at the caller's program."""

    name: str
    description: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    """A JSON Schema of an object."""


class Steering(Protocol):
    """One conversation, as a caller's program steers it. Every method returns at once.

    What is asked before the conversation has been built is done, in order, when it is.
    """

    def instruct(self, text: str) -> None:
        """Give the agent instructions that count from now on."""
        ...

    def offer(self, tools: Sequence[ClientTool], choice: str) -> None:
        """Let the agent use these functions, besides its own; they replace what was offered before.

        Args:
            tools: The functions.
            choice: `auto`, `none` or `required`.
        """
        ...

    def remember(self, role: Role, text: str) -> None:
        """Add to what was said, without an answer."""
        ...

    def give_result(self, call_id: str, output: str) -> bool:
        """Say what came of a function that the agent called.

        Args:
            call_id: The call's.
            output: JSON, or plain words.

        Returns:
            Whether the agent still waits for it; if not, it is told all the same.
        """
        ...

    def correct(self, said: str, heard: str) -> None:
        """Less of an answer was heard than it seemed.

        Args:
            said: How the answer is remembered, or its end.
            heard: What was heard of that.
        """
        ...

    def answer_turns(self, *, wanted: bool) -> None:
        """Answer when the caller's turn is over, or only when asked to."""
        ...

    def hear(self, recording_id: str, pcm: bytes) -> None:
        """Take in a whole turn of the caller's, without an answer; it interrupts nobody.

        Args:
            recording_id: By which its words are told: a server message `recording-heard`, with
                `text` of None if the ears failed.
            pcm: 16-bit mono samples at `HEARD_RATE`.
        """
        ...

    def respond(self) -> None:
        """Answer now."""
        ...

    def interrupt(self) -> None:
        """Stop talking."""
        ...

    def speak(self, *, aloud: bool) -> None:
        """Answer aloud, or in writing only."""
        ...

    def answer_question(self, question_id: str, *, yes: bool) -> None:
        """Answer a question about a tool in the caller's place, as a button on a page does."""
        ...

    def wish(self, wish: object) -> None:
        """Press a button of a tool; see `docs/work.md`."""
        ...


@runtime_checkable
class SteeringLine(Protocol):
    """A line whose caller's program steers the conversation."""

    def steer(self, conversation: Steering) -> None:
        """Take the conversation's helm; called before the line runs."""
        ...
