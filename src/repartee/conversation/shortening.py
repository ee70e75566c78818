from __future__ import annotations

from typing import Any, cast

from pipecat.processors.aggregators.llm_context import LLMContext

# So much alike at the beginning, and it is the same answer.
_ALIKE_CHARS = 24


def shorten(context: LLMContext, said: str, heard: str) -> bool:
    """Leave of the agent's last answer only what was heard.

    Args:
        context: The conversation's.
        said: The answer, as far as whoever heard it knows.
        heard: What they heard of it; nothing takes the answer out of the context.

    Returns:
        Whether the last answer is the one that is meant.
    """
    messages = context.get_messages()
    last = next((each for each in reversed(messages) if _is_answer(each)), None)
    if last is None:
        return False
    message = cast("dict[str, Any]", last)
    content = str(message["content"])
    said, heard = said.strip(), heard.strip()
    if not content or not (content.startswith(said[:_ALIKE_CHARS]) or said.startswith(content)):
        return False
    if not heard:
        context.set_messages([each for each in messages if each is not last])
    elif len(heard) < len(content):
        message["content"] = heard
    return True


def _is_answer(message: object) -> bool:
    return (
        isinstance(message, dict)
        and message.get("role") == "assistant"
        and isinstance(message.get("content"), str)
    )
