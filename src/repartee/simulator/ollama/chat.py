"""`POST /api/chat`: a conversation in, lines of JSON out."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pipecat.processors.aggregators.llm_context import LLMContextMessage

from repartee.simulator.mind import Conversation
from repartee.simulator.openai_like.chat_request import tool_names
from repartee.simulator.standin import RefusedError
from repartee.simulator.thinking import (
    CallBegins,
    CallToken,
    Ended,
    Ending,
    Step,
    Token,
    count_tokens,
)

_REASONS = {Ending.SAID: "stop", Ending.CALL: "stop", Ending.TOO_LONG: "length"}

Line = dict[str, object]


@dataclass(frozen=True)
class OllamaRequest:
    """A checked request."""

    model: str
    conversation: Conversation
    prompt_tokens: int
    most_tokens: int | None
    stream: bool


def read_request(body: Mapping[str, Any]) -> OllamaRequest:
    """Check a request's body.

    Raises:
        RefusedError: With 400, if it names no model.
    """
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise RefusedError(400, "model is required")
    messages = _messages(body.get("messages") or [])
    tools = body.get("tools") or []
    most = (body.get("options") or {}).get("num_predict")
    return OllamaRequest(
        model=model,
        conversation=Conversation(messages, tool_names(tools)),
        prompt_tokens=count_tokens(messages, tools),
        most_tokens=most if isinstance(most, int) and most > 0 else None,
        stream=body.get("stream") is not False,
    )


def _messages(messages: Sequence[Mapping[str, Any]]) -> Sequence[LLMContextMessage]:
    """In OpenAI's shape: here calls have no ids, and arguments are objects."""
    if not all(isinstance(message, Mapping) and "role" in message for message in messages):
        raise RefusedError(400, "invalid message")
    shaped = [{"content": "", **message, "tool_calls": []} for message in messages]
    return cast("list[LLMContextMessage]", shaped)


class Answer:
    """One answer, as lines or whole."""

    def __init__(self, asked: OllamaRequest) -> None:
        """Prepare.

        Args:
            asked: The request.
        """
        self._asked = asked
        self._began = time.monotonic()
        self._said = ""
        self._call = ""
        self._arguments = ""

    def lines(self, step: Step) -> list[Line]:
        """What one step sends; a tool call is sent whole."""
        match step:
            case Token(text):
                self._said += text
                return [self._line({"role": "assistant", "content": text})]
            case CallBegins():
                self._call = step.name
            case CallToken(text):
                self._arguments += text
            case Ended():
                return self._end(step)
        return []

    def whole(self, steps: Sequence[Step]) -> Line:
        """The answer that is not streamed."""
        lines = [line for step in steps for line in self.lines(step)]
        message: Line = {"role": "assistant", "content": self._said}
        if self._call:
            message["tool_calls"] = self._calls()
        return lines[-1] | {"message": message}

    def _end(self, ended: Ended) -> list[Line]:
        lines = []
        if self._call and ended.ending is Ending.CALL:
            message: Line = {"role": "assistant", "content": "", "tool_calls": self._calls()}
            lines.append(self._line(message))
        nanoseconds = int((time.monotonic() - self._began) * 1e9)
        done = {
            "done": True,
            "done_reason": _REASONS[ended.ending],
            "total_duration": nanoseconds,
            "load_duration": 0,
            "prompt_eval_count": self._asked.prompt_tokens,
            "prompt_eval_duration": 0,
            "eval_count": ended.tokens,
            "eval_duration": nanoseconds,
        }
        return [*lines, self._line({"role": "assistant", "content": ""}) | done]

    def _calls(self) -> list[Line]:
        arguments = json.loads(self._arguments or "{}")
        return [{"function": {"name": self._call, "arguments": arguments}}]

    def _line(self, message: Line) -> Line:
        now = time.strftime("%Y-%m-%dT%H:%M:%S.000000Z", time.gmtime())
        return {"model": self._asked.model, "created_at": now, "message": message, "done": False}
