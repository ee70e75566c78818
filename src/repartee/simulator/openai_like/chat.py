"""Chat completions: `POST …/chat/completions`, streamed and whole."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from pipecat.processors.aggregators.llm_context import LLMContextMessage

from repartee.simulator.delays import Pace
from repartee.simulator.interference import Stream
from repartee.simulator.mind import Conversation, Mind
from repartee.simulator.standin import RefusedError, json_body, note
from repartee.simulator.thinking import (
    CallBegins,
    CallToken,
    Ended,
    Ending,
    Step,
    Token,
    count_tokens,
    think,
)

GARBAGE = b'data: {"choices": [{"delta": {"content": "\n\n<html>\n\n'
"""A stream that breaks off in the middle of its JSON, and goes on as something else."""

_FINISH = {Ending.SAID: "stop", Ending.CALL: "tool_calls", Ending.TOO_LONG: "length"}
_ROLES = {"system", "developer", "user", "assistant", "tool", "function"}

Extra = dict[str, object]


def _nothing(_: Accounts) -> Extra:
    return {}


@dataclass(frozen=True)
class Accent:
    """How a vendor's stream differs from OpenAI's."""

    whole_calls: bool = False
    """Whether a tool's arguments come in one piece."""
    typed_pieces: bool = False
    """Whether every piece of a call says that it is one of a function's."""
    usage_always: bool = False
    """Whether usage comes without being asked for."""
    first: Callable[[Accounts], Extra] = _nothing
    """More fields of the first chunk."""
    last: Callable[[Accounts], Extra] = _nothing
    """More fields of the last chunk, and of an answer that is not streamed."""
    done: bool = True
    """Whether `[DONE]` ends the stream."""
    fields: Mapping[str, object] = field(default_factory=dict)
    """More fields of every chunk and answer."""


@dataclass
class Accounts:
    """What an answer has cost."""

    prompt_tokens: int
    completion_tokens: int = 0
    began: float = field(default_factory=time.monotonic)

    @property
    def secs(self) -> float:
        """Since it began."""
        return time.monotonic() - self.began

    @property
    def usage(self) -> dict[str, object]:
        """As OpenAI writes it."""
        return {
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "total_tokens": self.prompt_tokens + self.completion_tokens,
            "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
            "completion_tokens_details": {
                "reasoning_tokens": 0,
                "audio_tokens": 0,
                "accepted_prediction_tokens": 0,
                "rejected_prediction_tokens": 0,
            },
        }


@dataclass(frozen=True)
class ChatRequest:
    """A checked request."""

    model: str
    conversation: Conversation
    prompt_tokens: int
    most_tokens: int | None
    stream: bool
    include_usage: bool


def read_request(body: Mapping[str, Any]) -> ChatRequest:
    """Check a request's body.

    Args:
        body: The JSON.

    Raises:
        RefusedError: With 400, if it is none that can be answered.
    """
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise RefusedError(400, "you must provide a model parameter", "missing_model", "model")
    messages = read_messages(body.get("messages"))
    tools = body.get("tools") or []
    most = body.get("max_completion_tokens") or body.get("max_tokens")
    options = body.get("stream_options")
    return ChatRequest(
        model=model,
        conversation=Conversation(
            messages, frozenset() if body.get("tool_choice") == "none" else tool_names(tools)
        ),
        prompt_tokens=count_tokens(messages, tools),
        most_tokens=most if isinstance(most, int) and most > 0 else None,
        stream=bool(body.get("stream")),
        include_usage=isinstance(options, dict) and bool(options.get("include_usage")),
    )


def read_messages(messages: object) -> Sequence[LLMContextMessage]:
    """Check the messages of a request.

    Raises:
        RefusedError: With 400, if they are none.
    """
    if not isinstance(messages, list) or not messages:
        raise RefusedError(400, "Invalid 'messages': expected a non-empty array.", "", "messages")
    for at, message in enumerate(messages):
        if not isinstance(message, dict) or message.get("role") not in _ROLES:
            raise RefusedError(400, f"Invalid 'messages[{at}]'.", "invalid_value", "messages")
    _require_results(messages)
    return messages


def _require_results(messages: Sequence[Mapping[str, Any]]) -> None:
    """Each tool call must be followed by its result, and each result must follow its call."""
    waiting: list[str] = []
    for message in messages:
        if message["role"] == "tool":
            if message.get("tool_call_id") not in waiting:
                raise RefusedError(
                    400,
                    "messages with role 'tool' must be a response to a preceeding message with "
                    "'tool_calls'.",
                    "",
                    "messages",
                )
            waiting.remove(message["tool_call_id"])
            continue
        if waiting:
            break
        waiting = [str(call.get("id")) for call in message.get("tool_calls") or ()]
    if waiting:
        raise RefusedError(
            400,
            "An assistant message with 'tool_calls' must be followed by tool messages responding "
            "to each 'tool_call_id'. The following tool_call_ids did not have response messages: "
            f"{', '.join(waiting)}",
            "",
            "messages",
        )


def tool_names(tools: object) -> frozenset[str]:
    """Names of the functions that a request offers.

    Raises:
        RefusedError: With 400, if one has no name.
    """
    try:
        return frozenset(tool["function"]["name"] for tool in tools)  # type: ignore[attr-defined]
    except (TypeError, KeyError):
        raise RefusedError(400, "Invalid 'tools'.", "invalid_value", "tools") from None


class Chat:
    """Answers chat completions."""

    def __init__(
        self,
        mind: Mind,
        pace: Pace,
        require_model: Callable[[str], None],
        accent: Accent | None = None,
    ) -> None:
        """Take what is behind it.

        Args:
            mind: Who answers.
            pace: How fast.
            require_model: Raises RefusedError for a model that is not there.
            accent: What this vendor does in its own way.
        """
        self._mind = mind
        self._pace = pace
        self._require_model = require_model
        self._accent = accent or Accent()

    async def complete(self, request: web.Request) -> web.StreamResponse:
        """Answer a request.

        Args:
            request: With the conversation.

        Raises:
            RefusedError: If it cannot be answered.
        """
        asked = read_request(await json_body(request))
        self._require_model(asked.model)
        conversation = asked.conversation
        note(
            request,
            model=asked.model,
            messages=len(conversation.messages),
            tools=len(conversation.tools),
            turn=conversation.turn,
            stream=asked.stream,
        )
        answer = _Answer(asked, self._accent)
        steps = think(self._mind, conversation, self._pace, asked.most_tokens)
        if not asked.stream:
            return web.json_response(answer.whole([step async for step in steps]))
        stream = Stream(request, "text/event-stream; charset=utf-8", garbage=GARBAGE)
        async for step in steps:
            for chunk in answer.chunks(step):
                await stream.send(_event(json.dumps(chunk)))
        if self._accent.done:
            await stream.send(_event("[DONE]"))
        await stream.close()
        return stream


class _Answer:
    """One answer, as chunks or whole."""

    def __init__(self, asked: ChatRequest, accent: Accent) -> None:
        self._asked = asked
        self._accent = accent
        self._accounts = Accounts(asked.prompt_tokens)
        self._begun = False
        self._call: list[CallBegins] = []
        self._arguments: list[str] = []
        self._head = {
            "id": f"chatcmpl-{uuid.uuid4().hex[:29]}",
            "created": int(time.time()),
            "model": asked.model,
            "system_fingerprint": "fp_simulated",
            **accent.fields,
        }

    def chunks(self, step: Step) -> list[dict[str, object]]:
        """What one step sends."""
        match step:
            case Token(text):
                return [*self._begin({"content": "", "refusal": None}), self._delta(content=text)]
            case CallBegins():
                self._call.append(step)
                return [] if self._accent.whole_calls else self._begin_call(step)
            case CallToken(text):
                self._arguments.append(text)
                piece: Extra = {"index": 0, "function": {"arguments": text}}
                if self._accent.typed_pieces:
                    piece["type"] = "function"
                return [] if self._accent.whole_calls else [self._delta(tool_calls=[piece])]
            case Ended():
                return self._end(step)

    def whole(self, steps: Sequence[Step]) -> dict[str, object]:
        """The answer that is not streamed."""
        texts = [step.text for step in steps if isinstance(step, Token)]
        message: dict[str, object] = {"role": "assistant", "content": "".join(texts) or None}
        for step in steps:
            self.chunks(step)
        if self._call:
            message["tool_calls"] = [self._whole_call()]
        ended = steps[-1]
        assert isinstance(ended, Ended)  # noqa: S101 - every answer ends
        choice = {
            "index": 0,
            "message": message,
            "logprobs": None,
            "finish_reason": _FINISH[ended.ending],
        }
        return {
            **self._head,
            "object": "chat.completion",
            "choices": [choice],
            "usage": self._accounts.usage,
            **self._accent.last(self._accounts),
        }

    def _begin(self, delta: Extra) -> list[dict[str, object]]:
        if self._begun:
            return []
        self._begun = True
        first = self._chunk({"role": "assistant", **delta})
        return [first | self._accent.first(self._accounts)]

    def _begin_call(self, call: CallBegins) -> list[dict[str, object]]:
        function = {"name": call.name, "arguments": ""}
        piece = {"index": 0, "id": f"call_{call.id}", "type": "function", "function": function}
        if self._begun:
            return [self._delta(tool_calls=[piece])]
        return self._begin({"content": None, "tool_calls": [piece]})

    def _whole_call(self) -> dict[str, object]:
        (call,) = self._call
        function = {"name": call.name, "arguments": "".join(self._arguments)}
        return {"id": f"call_{call.id}", "type": "function", "function": function}

    def _end(self, ended: Ended) -> list[dict[str, object]]:
        self._accounts.completion_tokens = ended.tokens
        chunks = self._begin({"content": ""})
        if self._call and self._accent.whole_calls:
            chunks.append(self._delta(tool_calls=[{"index": 0, **self._whole_call()}]))
        last = self._chunk({}, _FINISH[ended.ending])
        usage: dict[str, object] = {"choices": [], "usage": self._accounts.usage}
        extra = self._accent.last(self._accounts)
        if self._asked.include_usage:
            return [*chunks, last, self._chunk({}) | usage | extra]
        if self._accent.usage_always:
            last["usage"] = self._accounts.usage
        return [*chunks, last | extra]

    def _delta(self, **delta: object) -> dict[str, object]:
        return self._chunk(delta)

    def _chunk(self, delta: Extra, finish: str | None = None) -> dict[str, object]:
        choice = {"index": 0, "delta": delta, "logprobs": None, "finish_reason": finish}
        chunk = {**self._head, "object": "chat.completion.chunk", "choices": [choice]}
        return chunk | ({"usage": None} if self._asked.include_usage else {})


def _event(data: str) -> bytes:
    return f"data: {data}\n\n".encode()
