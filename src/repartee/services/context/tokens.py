"""About how many tokens things have, without any model's tokenizer."""

from __future__ import annotations

import json
from collections.abc import Sequence

from pipecat.processors.aggregators.llm_context import LLMContextMessage, LLMSpecificMessage

# English has four characters a token. Scripts beyond ASCII have fewer characters a token and more
# bytes a character, which makes four bytes a token a fair guess for them, too.
_BYTES_PER_TOKEN = 4
_TOKENS_PER_MESSAGE = 6


def tokens_of(text: str) -> int:
    """About how many tokens a text has.

    Args:
        text: In any script.
    """
    return -(-len(text.encode("utf-8", "replace")) // _BYTES_PER_TOKEN)


def tokens_in(messages: Sequence[LLMContextMessage]) -> int:
    """About how many tokens messages have, tool calls and their results included.

    Args:
        messages: In the shape of the context.
    """
    return sum(_TOKENS_PER_MESSAGE + tokens_of(_written(message)) for message in messages)


def _written(message: LLMContextMessage) -> str:
    if isinstance(message, LLMSpecificMessage):
        return json.dumps(message.message, default=str, ensure_ascii=False)
    content = message.get("content") or ""
    text = content if isinstance(content, str) else json.dumps(content, default=str)
    calls = message.get("tool_calls")
    return f"{text}{json.dumps(calls, default=str)}" if calls else text
