"""What the built-in brain does next, decided from the conversation alone.

Nothing is remembered between decisions: a turn with two requests runs its first tool, comes back
with that result in the conversation, runs the second, comes back again, and is answered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from pipecat.processors.aggregators.llm_context import (
    LLMContextMessage,
    LLMSpecificMessage,
    standard_message_text,
)

from repartee.services.brains.asked import asked_call, question_in
from repartee.services.brains.spoken_result import late_result, spoken_result

# Where one request may end and the next begin.
_JOINT = re.compile(
    r"[.?!;]+\s+(?:and\s+then\s+|and\s+|then\s+)?|,?\s+(?:and\s+then|and|then)\s+|,\s+",
    re.IGNORECASE,
)
# In company, what somebody said begins with their name; it is no part of the request.
_SIGNATURE = re.compile(r"^\[[^\]]{1,64}\]\s*")
MOST_REQUESTS = 4  # in one turn
_MOST_JOINTS = 4  # beyond which a turn is not taken apart: it costs a parse a piece, of 2 to 6 ms

# What Pipecat's assistant aggregator writes for a call that goes on.
_IN_PROGRESS = "IN_PROGRESS"

_NO_SUCH_TOOL = ("I can't do that here: the tool for it is not there just now.",)


class Understanding(Protocol):
    """What a sentence asks for: a tool to run, or replies to choose from."""

    @property
    def intent(self) -> str:
        """The intent's name: "clock.time"."""
        ...

    @property
    def tool(self) -> str | None:
        """The tool to run; None where a reply is enough."""
        ...

    @property
    def arguments(self) -> dict[str, str | int | float]:
        """The tool's arguments."""
        ...

    @property
    def replies(self) -> tuple[str, ...]:
        """Replies, each as good as the other; for a tool, what to say where it is missing."""
        ...


class IntentParser(Protocol):
    """Finds the meaning of a sentence; `repartee.engines.phrasebook.Phrasebook` is one."""

    def understand(self, text: str) -> Understanding | None:
        """Find what a sentence asks for; None if it isn't certain."""
        ...


Understand = Callable[[str], Understanding | None]


@dataclass(frozen=True)
class Greet:
    """Nobody has said anything yet: greet the caller."""


@dataclass(frozen=True)
class Wait:
    """There is nothing to answer, or a tool is still at work."""


@dataclass(frozen=True)
class RunTool:
    """A tool has to run before the turn can be answered."""

    request: Understanding


@dataclass(frozen=True)
class Speak:
    """The turn can be answered."""

    parts: tuple[str | tuple[str, ...], ...]
    """In order: a tool's spoken answer, or replies to choose one from."""


@dataclass(frozen=True)
class NotUnderstood:
    """The caller said something the parser knows nothing about."""

    heard: str
    """Their words; empty if they said none."""


Decision = Greet | Wait | RunTool | Speak | NotUnderstood


@dataclass(frozen=True)
class Turn:
    """The end of a conversation: what the caller said last, and what came of it."""

    fragments: tuple[str, ...]
    """The caller's messages since the agent last spoke; a pause can split a sentence."""
    results: tuple[str, ...]
    """What tools brought back since, as the conversation records it."""
    answered: bool
    """Whether the agent spoke since."""
    before: Sequence[LLMContextMessage] = ()
    """The conversation up to there."""


def decide(
    messages: Sequence[LLMContextMessage],
    understand: Understand,
    tools: Collection[str] | None = None,
) -> Decision:
    """Decide what to do about a conversation.

    Args:
        messages: The whole conversation, oldest first.
        understand: Finds what a sentence asks for. It meets the same pieces again and again, so
            a caller should remember what it found.
        tools: Names of the tools that are there; None if whoever runs them knows.
    """
    if (late := late_result(messages)) is not None:
        return Speak((spoken_result(late),))
    turn = latest_turn(messages)
    if turn.answered or _IN_PROGRESS in turn.results or any(map(question_in, turn.results)):
        return Wait()
    if not turn.fragments:
        return Speak(tuple(map(spoken_result, turn.results))) if turn.results else Greet()
    requests = _requests_of(turn, understand)
    if requests is None:
        return _without_understanding(turn)
    return _next_step(requests, turn.results, tools)


def _requests_of(turn: Turn, understand: Understand) -> Sequence[Understanding] | None:
    answered = asked_call(turn.before, " ".join(turn.fragments))
    return (answered,) if answered else understand_turn(turn.fragments, understand)


def _without_understanding(turn: Turn) -> Decision:
    # Another brain may have called the tool, and handed over since.
    if turn.results:
        return Speak(tuple(map(spoken_result, turn.results)))
    return NotUnderstood(" ".join(turn.fragments))


def _next_step(
    requests: Sequence[Understanding], results: Sequence[str], tools: Collection[str] | None
) -> Decision:
    remaining = iter(results)
    parts: list[str | tuple[str, ...]] = []
    for request in requests:
        if request.tool is None:
            parts.append(request.replies)
        elif tools is not None and request.tool not in tools:
            parts.append(request.replies or _NO_SUCH_TOOL)
        elif (result := next(remaining, None)) is not None:
            parts.append(spoken_result(result))
        else:
            return RunTool(request)
    return Speak((*parts, *map(spoken_result, remaining)))


def latest_turn(messages: Sequence[LLMContextMessage]) -> Turn:
    """Read the latest turn off the end of a conversation."""
    fragments: list[str] = []
    results: list[str] = []
    answered = False
    start = len(messages)
    for place, role, text in _said_backwards(messages):
        if role == "user":
            fragments.insert(0, _SIGNATURE.sub("", text))
            start = place
        elif fragments:
            break
        elif role == "tool":
            results.insert(0, text)
        elif role == "assistant":
            answered = True
    return Turn(tuple(fragments), tuple(results), answered, messages[:start])


def _said_backwards(messages: Sequence[LLMContextMessage]) -> Iterator[tuple[int, str, str]]:
    for place in reversed(range(len(messages))):
        message = messages[place]
        if isinstance(message, LLMSpecificMessage):
            continue
        text = standard_message_text(message).strip()
        # Instructions are for brains that read them, and a tool call is no answer.
        if message["role"] in ("user", "tool") or (message["role"] == "assistant" and text):
            yield place, message["role"], text


def understand_turn(
    fragments: Sequence[str], understand: Understand
) -> tuple[Understanding, ...] | None:
    """Find the requests in what a caller said, in order; None if any part isn't understood.

    The fragments are tried as one sentence first, then the newest alone: what a caller says after
    stopping short is often a fresh start.
    """
    whole = " ".join(fragment for fragment in fragments if fragment)
    newest = fragments[-1] if fragments else ""
    for text in dict.fromkeys((whole, newest)):
        requests = _take_apart(text, understand, MOST_REQUESTS) if text else None
        if requests is not None:
            return requests
    return None


def _take_apart(text: str, understand: Understand, most: int) -> tuple[Understanding, ...] | None:
    """Understand a text as the fewest requests in a row, the first as long as possible."""
    if (understood := understand(text)) is not None:
        return (understood,)
    joints = list(_JOINT.finditer(text))
    if most == 1 or len(joints) > _MOST_JOINTS:
        return None
    for joint in reversed(joints):
        first = understand(text[: joint.start()])
        rest = _take_apart(text[joint.end() :], understand, most - 1) if first else None
        if first is not None and rest is not None:
            return (first, *rest)
    return None
