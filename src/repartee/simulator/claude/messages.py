"""A request to the Messages API, checked as strictly as Anthropic checks it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from pipecat.processors.aggregators.llm_context import LLMContextMessage

from repartee.simulator.mind import Conversation
from repartee.simulator.standin import RefusedError

Block = dict[str, Any]

LEAST_THINKING = 1024
"""Tokens that a thinking budget must have."""
_CHARACTERS_PER_TOKEN = 4


@dataclass(frozen=True)
class MessagesRequest:
    """A checked request."""

    model: str
    messages: tuple[tuple[str, tuple[Block, ...]], ...]
    """Role and content of each, strings made into text blocks."""
    system: tuple[Block, ...]
    tools: tuple[Block, ...]
    offered: frozenset[str]
    """Names of the tools that may be called."""
    most_tokens: int
    stream: bool
    thinks: bool
    caches_last: bool
    """Whether `cache_control` was asked for as a whole: it marks the last block."""

    @property
    def blocks(self) -> tuple[Block, ...]:
        """All of the prompt, in the order in which it is cached."""
        said = tuple(block for _, blocks in self.messages for block in blocks)
        return (*self.tools, *self.system, *said)

    @property
    def prompt_tokens(self) -> int:
        """About how many tokens the prompt has."""
        return sum(map(tokens_of, self.blocks))

    @property
    def conversation(self) -> Conversation:
        """What was said, in the shape that minds read."""
        spoken = cast("list[LLMContextMessage]", list(_spoken(self.messages)))
        return Conversation(spoken, self.offered)


def tokens_of(block: Block) -> int:
    """About how many tokens a block has."""
    return max(1, len(json.dumps(bare(block))) // _CHARACTERS_PER_TOKEN)


def bare(block: Block) -> Block:
    """A block without its cache mark."""
    return {key: value for key, value in block.items() if key != "cache_control"}


def read_request(body: Mapping[str, Any], *, counting: bool = False) -> MessagesRequest:
    """Check a request's body.

    Args:
        body: The JSON.
        counting: Whether only tokens are counted, for which nothing need be generated.

    Raises:
        RefusedError: With 400, or 404 for an unknown model, in Anthropic's words.
    """
    model = body.get("model")
    if not isinstance(model, str) or not model:
        raise RefusedError(400, "model: Field required")
    most = body.get("max_tokens", 1 if counting else None)
    if not isinstance(most, int) or most < 1:
        raise RefusedError(400, "max_tokens: Field required")
    if not model.startswith("claude-"):
        raise RefusedError(404, f"model: {model}")
    messages = tuple(_read_messages(body.get("messages")))
    _require_results(messages)
    tools = body.get("tools") or []
    choice = body.get("tool_choice") or {}
    return MessagesRequest(
        model=model,
        messages=messages,
        system=_read_system(body.get("system")),
        tools=tuple(tools),
        offered=frozenset() if choice.get("type") == "none" else _names(tools),
        most_tokens=most,
        stream=bool(body.get("stream")),
        thinks=_reads_thinking(body, most),
        caches_last=bool(body.get("cache_control")),
    )


def _read_messages(messages: object) -> Iterator[tuple[str, tuple[Block, ...]]]:
    if not isinstance(messages, list) or not messages:
        raise RefusedError(400, "messages: at least one message is required")
    for at, message in enumerate(messages):
        role = message.get("role") if isinstance(message, dict) else None
        if role not in ("user", "assistant"):
            raise RefusedError(
                400, f"messages.{at}.role: Input should be 'user' or 'assistant', not '{role}'"
            )
        blocks = _read_content(message.get("content"), f"messages.{at}")
        if not blocks and at < len(messages) - 1:
            raise RefusedError(400, f"messages.{at}: all messages must have non-empty content")
        yield role, blocks


def _read_content(content: object, where: str) -> tuple[Block, ...]:
    if isinstance(content, str):
        return ({"type": "text", "text": content},) if content else ()
    if not isinstance(content, list) or not all(isinstance(block, dict) for block in content):
        raise RefusedError(400, f"{where}.content: Input should be a valid list")
    if any(block.get("type") == "text" and not block.get("text") for block in content):
        raise RefusedError(400, "messages: text content blocks must be non-empty")
    return tuple(content)


def _read_system(system: object) -> tuple[Block, ...]:
    return _read_content(system, "system") if system else ()


def _names(tools: object) -> frozenset[str]:
    try:
        return frozenset(tool["name"] for tool in tools)  # type: ignore[attr-defined]
    except (TypeError, KeyError):
        raise RefusedError(400, "tools.0.name: Field required") from None


def _reads_thinking(body: Mapping[str, Any], most_tokens: int) -> bool:
    thinking = body.get("thinking") or {}
    kind = thinking.get("type", "disabled")
    if kind not in ("enabled", "adaptive", "disabled"):
        raise RefusedError(400, f"thinking: Input tag '{kind}' found is not one expected")
    if kind == "enabled":
        budget = thinking.get("budget_tokens", 0)
        if budget < LEAST_THINKING:
            raise RefusedError(
                400,
                "thinking.enabled.budget_tokens: Input should be greater than or equal to "
                f"{LEAST_THINKING}",
            )
        if budget >= most_tokens:
            raise RefusedError(400, "`max_tokens` must be greater than `thinking.budget_tokens`.")
    if kind != "disabled" and body.get("temperature") not in (None, 1, 1.0):
        raise RefusedError(400, "`temperature` may only be set to 1 when thinking is enabled.")
    return bool(kind != "disabled")


def _require_results(messages: Sequence[tuple[str, tuple[Block, ...]]]) -> None:
    """Each tool call must be followed by its result, and each result must follow its call."""
    calls: list[str] = []
    for at, (role, blocks) in enumerate(messages):
        results = [block.get("tool_use_id") for block in blocks if block["type"] == "tool_result"]
        missing = [call for call in calls if call not in results]
        if missing and role == "user":
            raise RefusedError(
                400,
                f"messages.{at - 1}: `tool_use` ids were found without `tool_result` blocks "
                f"immediately after: {', '.join(missing)}.",
            )
        for number, result in enumerate(results):
            if result not in calls:
                raise RefusedError(
                    400,
                    f"messages.{at}.content.{number}: unexpected `tool_use_id` found in "
                    f"`tool_result` blocks: {result}.",
                )
        calls = [block["id"] for block in blocks if block["type"] == "tool_use"]
    if calls:
        raise RefusedError(
            400,
            f"messages.{len(messages) - 1}: `tool_use` ids were found without `tool_result` "
            f"blocks immediately after: {', '.join(calls)}.",
        )


def _spoken(messages: Sequence[tuple[str, tuple[Block, ...]]]) -> Iterator[Block]:
    for role, blocks in messages:
        for block in blocks:
            match block.get("type"):
                case "text":
                    yield {"role": role, "content": block["text"]}
                case "tool_use":
                    yield _call(block)
                case "tool_result":
                    yield {
                        "role": "tool",
                        "tool_call_id": block["tool_use_id"],
                        "content": _text(block.get("content")),
                    }


def _call(block: Block) -> Block:
    function = {"name": block["name"], "arguments": json.dumps(block.get("input") or {})}
    call = {"id": block["id"], "type": "function", "function": function}
    return {"role": "assistant", "content": None, "tool_calls": [call]}


def _text(content: object) -> str:
    if isinstance(content, list):
        return " ".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return str(content or "")
