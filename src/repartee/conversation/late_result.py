from __future__ import annotations

import json

from pipecat.frames.frames import Frame, LLMMessagesAppendFrame, TTSSpeakFrame
from pipecat.processors.aggregators import async_tool_messages
from pydantic import JsonValue

from repartee.tools.answer import Answer


def telling(tool: str, call_id: str, answer: Answer) -> Frame:
    """Make the frame by which a caller hears a tool's late result.

    Args:
        tool: The tool's name.
        call_id: Which call of it.
        answer: Its `say` is spoken as it is; without one, the brain puts it into words.
    """
    say = answer.get("say")
    if isinstance(say, str) and say:
        return TTSSpeakFrame(say)
    result = json.dumps({"tool": tool, **answer}, ensure_ascii=False)
    message = async_tool_messages.build_final_result_message(call_id, result)
    return LLMMessagesAppendFrame([message], run_llm=True)


def event_about(tool: str, call_id: str, answer: Answer) -> dict[str, JsonValue]:
    """Make the server message about a tool's late result."""
    return {"type": "tool-result", "tool": tool, "call_id": call_id, "result": answer}
