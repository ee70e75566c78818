"""A language model behind a vendor's API that knows nothing but what a request holds."""

from __future__ import annotations

from collections.abc import AsyncIterator

from pipecat.processors.aggregators.llm_context import standard_message_text

from repartee.simulator.mind import Conversation
from tests.support.forgetful import facts_in, recall

_IS_SUMMARY = "Write down what must not be forgotten"


def is_summary(conversation: Conversation) -> bool:
    """Whether older exchanges are to be summed up, rather than a caller be answered."""
    return _IS_SUMMARY in standard_message_text(conversation.messages[0])


def exchanges_given(conversation: Conversation) -> int:
    """How many exchanges a request holds."""
    return sum(isinstance(m, dict) and m["role"] == "assistant" for m in conversation.messages)


async def forgetful(conversation: Conversation) -> AsyncIterator[str]:
    """Sum up, or answer, by the request alone."""
    texts = [standard_message_text(each) for each in conversation.messages]
    if is_summary(conversation):
        yield facts_in(texts[-1], texts[0])
    else:
        yield recall([{"content": each} for each in texts])
