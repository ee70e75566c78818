"""An answer of the Messages API, as events or whole."""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Sequence

from repartee.simulator.claude.cache import Usage
from repartee.simulator.claude.messages import MessagesRequest
from repartee.simulator.thinking import (
    CallBegins,
    CallToken,
    Ended,
    Ending,
    Step,
    Token,
    tokens,
)

Event = dict[str, object]

THOUGHT = "The user said something. I shall answer it briefly, as one does aloud."
"""What is thought where thinking is asked for. It must never be spoken."""

_STOP_REASONS = {Ending.SAID: "end_turn", Ending.CALL: "tool_use", Ending.TOO_LONG: "max_tokens"}


class Answer:
    """One answer: blocks of thought, text and tool calls, one after another."""

    def __init__(self, asked: MessagesRequest, usage: Usage) -> None:
        """Prepare.

        Args:
            asked: The request.
            usage: What its prompt costs.
        """
        self._asked = asked
        self._usage = usage
        self._id = f"msg_{uuid.uuid4().hex[:24]}"
        self._signature = base64.b64encode(self._id.encode()).decode()
        self._begun = False
        self._blocks: list[dict[str, object]] = []
        self._open = ""
        """Type of the block that is open."""
        self._arguments = ""
        self._stop_reason = ""

    def events(self, step: Step) -> list[Event]:
        """What one step sends."""
        events = self._begin()
        match step:
            case Token(text):
                events += self._switch_to({"type": "text", "text": ""})
                self._blocks[-1]["text"] = f"{self._blocks[-1]['text']}{text}"
                events.append(self._delta({"type": "text_delta", "text": text}))
            case CallBegins():
                events += self._begin_call(step)
            case CallToken(text):
                self._arguments += text
                events.append(self._delta({"type": "input_json_delta", "partial_json": text}))
            case Ended():
                events += self._end(step)
        return events

    def whole(self, steps: Sequence[Step]) -> Event:
        """The answer that is not streamed."""
        for step in steps:
            self.events(step)
        return {
            **self._message(),
            "content": self._blocks,
            "stop_reason": self._stop_reason,
            "usage": self._usage.as_json(),
        }

    def _begin(self) -> list[Event]:
        if self._begun:
            return []
        self._begun = True
        message = {**self._message(), "content": [], "stop_reason": None}
        started: Event = {
            "type": "message_start",
            "message": {**message, "usage": self._usage.as_json()},
        }
        return [started, *(self._think() if self._asked.thinks else [])]

    def _think(self) -> list[Event]:
        events = self._switch_to({"type": "thinking", "thinking": "", "signature": ""})
        events += [
            self._delta({"type": "thinking_delta", "thinking": token}) for token in tokens(THOUGHT)
        ]
        events.append(self._delta({"type": "signature_delta", "signature": self._signature}))
        self._blocks[-1] |= {"thinking": THOUGHT, "signature": self._signature}
        self._usage.output_tokens += len(tokens(THOUGHT))
        return events

    def _begin_call(self, call: CallBegins) -> list[Event]:
        self._arguments = ""
        block: Event = {
            "type": "tool_use",
            "id": f"toolu_{call.id}",
            "name": call.name,
            "input": {},
        }
        empty: Event = {"type": "input_json_delta", "partial_json": ""}
        return [*self._switch_to(block), self._delta(empty)]

    def _switch_to(self, block: dict[str, object]) -> list[Event]:
        """Open a block, unless one of its type is open, and close the one before."""
        if self._open == block["type"] != "tool_use":
            return []
        events = self._close()
        self._blocks.append(dict(block))
        self._open = str(block["type"])
        at = len(self._blocks) - 1
        events.append({"type": "content_block_start", "index": at, "content_block": block})
        if at == 0:
            events.append({"type": "ping"})
        return events

    def _close(self) -> list[Event]:
        if not self._open:
            return []
        if self._open == "tool_use":
            # Arguments that were broken off are no JSON.
            whole = self._stop_reason != _STOP_REASONS[Ending.TOO_LONG]
            self._blocks[-1]["input"] = json.loads(self._arguments) if whole else {}
        self._open = ""
        return [{"type": "content_block_stop", "index": len(self._blocks) - 1}]

    def _delta(self, delta: dict[str, object]) -> Event:
        return {"type": "content_block_delta", "index": len(self._blocks) - 1, "delta": delta}

    def _end(self, ended: Ended) -> list[Event]:
        self._stop_reason = _STOP_REASONS[ended.ending]
        self._usage.output_tokens += ended.tokens
        usage = {
            "input_tokens": self._usage.input_tokens,
            "cache_creation_input_tokens": self._usage.cache_creation_input_tokens,
            "cache_read_input_tokens": self._usage.cache_read_input_tokens,
            "output_tokens": self._usage.output_tokens,
        }
        delta = {"stop_reason": self._stop_reason, "stop_sequence": None}
        return [
            *self._close(),
            {"type": "message_delta", "delta": delta, "usage": usage},
            {"type": "message_stop"},
        ]

    def _message(self) -> Event:
        return {
            "id": self._id,
            "type": "message",
            "role": "assistant",
            "model": self._asked.model,
            "stop_sequence": None,
        }
