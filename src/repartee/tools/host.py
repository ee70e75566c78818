from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from pydantic import JsonValue

from repartee.tools.answer import Answer
from repartee.tools.memory import Memory
from repartee.tools.used import Used

Wish = Mapping[str, JsonValue]
"""What a client sent for a button: `wish` says what is wanted."""


@dataclass(frozen=True)
class Offered:
    """What a caller may choose in the middle of a conversation."""

    voices: Mapping[str, str] = field(default_factory=dict)
    """What people call them, by id."""
    brains: Mapping[str, str] = field(default_factory=dict)
    """Likewise."""
    voice: str = ""
    """Id of the present voice; empty for the usual one."""
    languages: Sequence[str] = ()
    """BCP 47."""


class ToolHost(Protocol):
    """What a tool may ask of the conversation it runs in.

    Tools reach for nothing else: a test hands them a scripted host, a session its own.
    """

    @property
    def memory(self) -> Memory:
        """What is remembered of the caller."""
        ...

    def now(self) -> datetime:
        """The caller's local time, with its time zone."""
        ...

    def last_answer(self) -> str:
        """The agent's previous spoken answer, empty before the first."""
        ...

    async def say(self, text: str) -> None:
        """Speak unasked (a timer that is due), as soon as nobody is speaking."""
        ...

    async def hear_answer(self, question: str) -> str:
        """Ask the caller something, as soon as they are not speaking.

        The answer is what the caller says or types next, or answers on the screen: no model has a
        hand in it, so that nothing a model has read can answer instead.

        Args:
            question: One or two sentences.

        Returns:
            The caller's words; empty if there were none in time.
        """
        ...

    def on_wish(self, desk: str, obey: Callable[[Wish], None]) -> None:
        """Let callers ask for something by a button.

        Args:
            desk: Whose button it is, as client messages call it.
            obey: Called with what the client sent; what it raises as `Refusal` is ignored.
        """
        ...

    def bill(self, used: Used) -> None:
        """Add what work beside the talk used to what the conversation costs; returns at once."""
        ...

    def tell(self, message: dict[str, JsonValue]) -> None:
        """Send everybody here a server message, past the voice.

        Args:
            message: Its `type`, and what belongs to it.
        """
        ...

    async def report(self, tool: str, call_id: str, answer: Answer) -> None:
        """Tell the caller a result that came late, as soon as nobody is speaking.

        Args:
            tool: The tool's name.
            call_id: Which call of it.
            answer: Its `say` is spoken; without one, the brain puts it into words.
        """
        ...

    async def ask(self, question_id: str, question: str) -> bool | None:
        """Ask the caller aloud, and on their screen.

        Args:
            question_id: By which a page answers.
            question: Spoken word for word.

        Returns:
            What was answered on the screen; None if nothing was in time. A spoken answer is part
            of the talk like anything else that is said.
        """
        ...

    async def adjust_voice(self, *, rate: float | None = None, volume: float | None = None) -> bool:
        """Change how the agent speaks from its next sentence on.

        Args:
            rate: Speaking rate as a factor of the voice's own, 0.5 to 2.0.
            volume: Loudness as a factor, 0.1 to 2.0.

        Returns:
            Whether this voice can.
        """
        ...

    def offered(self) -> Offered:
        """What the caller may have otherwise, and what they have."""
        ...

    async def change(
        self,
        *,
        voice: str | None = None,
        brain: str | None = None,
        language: str | None = None,
        manner: str | None = None,
    ) -> None:
        """Go on otherwise from the next answer on; None leaves something as it is.

        Args:
            voice: Id of a voice.
            brain: Id of a brain.
            language: BCP 47.
            manner: How to talk; empty for the usual manner.

        Raises:
            Refusal: If that is not to be had here.
        """
        ...

    def stop_recording(self) -> bool:
        """Record nothing more of this conversation.

        Returns:
            Whether it was recorded.
        """
        ...

    def hang_up(self) -> None:
        """End the conversation once the current answer has been spoken."""
        ...

    def spawn(self, work: Coroutine[Any, Any, None], name: str) -> asyncio.Task[None]:
        """Run work beside the conversation; it is cancelled when the conversation ends."""
        ...
