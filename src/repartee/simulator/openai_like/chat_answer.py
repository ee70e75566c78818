"""Chat completions as OpenAI writes them, and how others differ."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from repartee.simulator.openai_like.chat_request import ChatRequest
from repartee.simulator.thinking import CallBegins, CallToken, Ended, Ending, Step, Token

_FINISH = {Ending.SAID: "stop", Ending.CALL: "tool_calls", Ending.TOO_LONG: "length"}

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


class Answer:
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
