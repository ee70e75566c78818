"""A mind's answer as a stream of tokens, at a vendor's pace."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from pipecat.processors.aggregators.llm_context import LLMContextMessage, standard_message_text

from repartee.simulator.delays import Pace
from repartee.simulator.mind import Conversation, Mind, MindText, MindToolCall

# Words with the space before them, long ones in parts: about as models cut English.
_TOKEN = re.compile(r"\s*\S{1,6}|\s+$")
_CHARACTERS_PER_TOKEN = 4


class Ending(StrEnum):
    """Why an answer ends."""

    SAID = "said"
    CALL = "call"
    TOO_LONG = "too long"


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of text."""

    text: str


@dataclass(frozen=True, slots=True)
class CallBegins:
    """A tool is called; its arguments follow."""

    name: str
    id: str


@dataclass(frozen=True, slots=True)
class CallToken:
    """A piece of a call's arguments, which are JSON in all."""

    text: str


@dataclass(frozen=True, slots=True)
class Ended:
    """The answer is over."""

    ending: Ending
    tokens: int


Step = Token | CallBegins | CallToken | Ended


def tokens(text: str) -> list[str]:
    """Cut a text as a model would; the pieces joined are the text."""
    return _TOKEN.findall(text)


def count_tokens(messages: Sequence[LLMContextMessage], *more: object) -> int:
    """About how many tokens a request has.

    Args:
        messages: In OpenAI's shape.
        *more: What else goes into the prompt, such as tools; None counts nothing.
    """
    length = sum(len(standard_message_text(message)) + 16 for message in messages)
    length += sum(len(json.dumps(part)) for part in more if part)
    return max(1, length // _CHARACTERS_PER_TOKEN)


async def think(
    mind: Mind, conversation: Conversation, pace: Pace, most_tokens: int | None = None
) -> AsyncIterator[Step]:
    """Answer a conversation token by token.

    Args:
        mind: Who answers.
        conversation: The whole of it.
        pace: How fast.
        most_tokens: After how many tokens it breaks off; None for no limit.

    Yields:
        Step: Text, at most one call of a tool, and how it ended.
    """
    due = time.monotonic() + pace.first_secs
    spent, ending = 0, Ending.SAID
    async for piece in mind.answer(conversation):
        for step in _steps(piece):
            if most_tokens is not None and spent >= most_tokens:
                yield Ended(Ending.TOO_LONG, spent)
                return
            await asyncio.sleep(due - time.monotonic())
            due += pace.per_unit_secs
            yield step
            spent += 1
        if isinstance(piece, MindToolCall):
            ending = Ending.CALL
    yield Ended(ending, spent)


def _steps(piece: MindText | MindToolCall) -> list[Token | CallBegins | CallToken]:
    if isinstance(piece, MindText):
        return [Token(text) for text in tokens(piece.text)]
    arguments = tokens(json.dumps(piece.arguments))
    return [CallBegins(piece.name, piece.id), *map(CallToken, arguments)]
