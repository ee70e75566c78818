"""What the language model stand-ins answer: words and tool calls, from the request alone."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol

from pipecat.processors.aggregators.llm_context import (
    LLMContextMessage,
    LLMSpecificMessage,
    standard_message_text,
)

from repartee.services.brains.intent_plan import (
    Greet,
    IntentParser,
    NotUnderstood,
    RunTool,
    Speak,
    Understanding,
    decide,
    latest_turn,
)
from repartee.services.brains.spoken_result import spoken_result
from repartee.simulator.recollection import recollect

_REMEMBERED = 256  # pieces of text; a conversation's messages come again with each request
_GREETING = "Hello! What can I do for you?"
_ONE_MOMENT = "One moment, please."


@dataclass(frozen=True)
class Conversation:
    """What a request says of the conversation, whichever vendor's shape it came in."""

    messages: Sequence[LLMContextMessage]
    """In OpenAI's shape, oldest first; a tool's result is a message of the role `tool`."""
    tools: frozenset[str] = frozenset()
    """Names of the tools that may be called."""

    @property
    def heard(self) -> str:
        """What the user said last; empty for nothing."""
        return " ".join(latest_turn(self.messages).fragments)

    @property
    def said(self) -> tuple[str, ...]:
        """What the user said, a text a turn, oldest first."""
        return tuple(self._turns())

    @property
    def answered(self) -> tuple[str, ...]:
        """What the assistant said, oldest first."""
        return tuple(text for role, text in self._texts() if role == "assistant")

    @property
    def turn(self) -> int:
        """How many times the user has spoken, however many messages each took."""
        return len(self.said)

    def _turns(self) -> Iterator[str]:
        fragments: list[str] = []
        for role, text in self._texts():
            if role == "user":
                fragments.append(text)
            elif role == "assistant" and fragments:
                yield " ".join(fragments)
                fragments = []
        if fragments:
            yield " ".join(fragments)

    def _texts(self) -> Iterator[tuple[str, str]]:
        for message in self.messages:
            if not isinstance(message, LLMSpecificMessage):
                text = standard_message_text(message).strip()
                if text:
                    yield message["role"], text


@dataclass(frozen=True, slots=True)
class MindText:
    """Words to say."""

    text: str


@dataclass(frozen=True, slots=True)
class MindToolCall:
    """A tool to call; the answer waits for its result."""

    name: str
    arguments: dict[str, str | int | float] = field(default_factory=dict)
    id: str = field(default_factory=lambda: uuid.uuid4().hex[:24])


MindPiece = MindText | MindToolCall


class Mind(Protocol):
    """Answers conversations. It remembers nothing between requests, like the real ones."""

    def answer(self, conversation: Conversation) -> AsyncIterator[MindPiece]:
        """Answer the end of a conversation.

        Args:
            conversation: The whole of it.
        """
        ...


class BuiltInMind:
    """Understands what the phrasebook knows, calls the tools that the request offers.

    What the user said earlier in the conversation it answers from the messages, without a tool: so
    a rehearsal shows whether the context went along. What it does not understand it says back,
    with the number of the turn.
    """

    def __init__(self, parser: IntentParser) -> None:
        """Take a parser.

        Args:
            parser: Finds the meaning of a sentence; `Phrasebook` is one.
        """
        self._understand = lru_cache(_REMEMBERED)(parser.understand)

    async def answer(self, conversation: Conversation) -> AsyncIterator[MindPiece]:
        """Answer the end of a conversation.

        Args:
            conversation: The whole of it.

        Yields:
            MindPiece: Words, or one call of a tool.
        """
        # A parse takes milliseconds, and a long turn takes a dozen.
        yield await asyncio.to_thread(self._decide, conversation)

    def _decide(self, conversation: Conversation) -> MindPiece:
        remembered = recollect(conversation.said, conversation.answered, self._understand)
        if remembered is not None and not latest_turn(conversation.messages).results:
            return MindText(remembered)
        match decide(conversation.messages, self._understand):
            case RunTool(request) if request.tool in conversation.tools:
                return MindToolCall(str(request.tool), request.arguments)
            case RunTool(request):
                return MindText(_without_tool(request, conversation))
            case Speak(parts):
                return MindText(" ".join(_choose(part, conversation.turn) for part in parts))
            case NotUnderstood(heard):
                return MindText(_say_back(heard, conversation.turn))
            case Greet():
                return MindText(_GREETING)
            case _:
                return MindText(_ONE_MOMENT)


def _choose(part: str | tuple[str, ...], turn: int) -> str:
    return part if isinstance(part, str) else part[turn % len(part)]


def _say_back(heard: str, turn: int) -> str:
    if not heard:
        return "I did not catch that. Could you say it again?"
    # The quote must not end the sentence early.
    return f"You said: {heard.rstrip('.?! ')}. That was turn {turn}."


def _without_tool(request: Understanding, conversation: Conversation) -> str:
    """What a model without the tool for it says."""
    done = [spoken_result(result) for result in latest_turn(conversation.messages).results]
    if request.replies:
        return " ".join([*done, _choose(request.replies, conversation.turn)])
    if request.tool == "remember_fact":
        return " ".join([*done, "I will remember that."])
    return " ".join([*done, _say_back(conversation.heard, conversation.turn)])
