"""Conversations as contexts have them, drawn at random."""

from __future__ import annotations

from typing import cast

from hypothesis import strategies as st
from pipecat.processors.aggregators.llm_context import LLMContextMessage

from repartee.services.context.exchanges import INSTRUCTIONS

_WORDS = st.text(st.sampled_from("abc é世 "), min_size=1, max_size=60)


def message(role: str, content: str, **more: object) -> LLMContextMessage:
    return cast("LLMContextMessage", {"role": role, "content": content, **more})


def called(call_id: str) -> LLMContextMessage:
    call = {"id": call_id, "type": "function", "function": {"name": "look", "arguments": "{}"}}
    return message("assistant", "", tool_calls=[call])


def result(call_id: str, content: str = "found") -> LLMContextMessage:
    return message("tool", content, tool_call_id=call_id)


@st.composite
def talks(draw: st.DrawFn) -> list[LLMContextMessage]:
    """Exchanges with answers, notes, and tool calls whose results may come late, or never."""
    messages: list[LLMContextMessage] = []
    waiting: list[str] = []
    for number in range(draw(st.integers(0, 40))):
        kind = draw(st.sampled_from(["user", "user", "assistant", "call", "result", "system"]))
        if kind == "call":
            waiting.append(f"call-{number}")
            messages.append(called(waiting[-1]))
        elif kind == "result":
            if waiting:
                messages.append(result(waiting.pop(0), draw(_WORDS)))
        else:
            prefix = INSTRUCTIONS if kind == "system" and draw(st.booleans()) else ""
            messages.append(message(kind, prefix + draw(_WORDS)))
    return messages


def a_talk(turns: int, words: str = "some words about it") -> list[LLMContextMessage]:
    """So many exchanges, each of a question and an answer."""
    return [
        message(role, f"{role} {turn}: {words}")
        for turn in range(1, turns + 1)
        for role in ("user", "assistant")
    ]
