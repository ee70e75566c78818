"""What a speech-to-speech conversation consists of, as its server must know it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from pipecat.services.openai.realtime.events import ConversationItem, ItemContent

Role = Literal["user", "assistant", "system"]

_MOST_ITEMS = 300  # a server drops the oldest itself when its model can hold no more
_UNFINISHED = "IN_PROGRESS"


@dataclass(slots=True)
class _Said:
    role: Role
    text: str = ""


@dataclass(slots=True)
class _Called:
    call_id: str
    name: str
    arguments: str
    output: str | None = None
    output_id: str = field(default_factory=lambda: uuid.uuid4().hex)


@dataclass
class Record:
    """Keeps every turn as it went, so that another server can be told of it.

    A server that is lost takes the conversation with it. The context of the pipeline is no
    substitute: it gets the caller's words when the answer begins, and the answer when it ends.
    """

    _items: dict[str, _Said | _Called] = field(default_factory=dict)
    _count: int = 0

    def begin(self, messages: Iterable[Mapping[str, Any]]) -> None:
        """Take over a conversation that went on elsewhere.

        Args:
            messages: In OpenAI's chat shape, oldest first.
        """
        for message in messages:
            self._take_over(message)

    def turn(self, item_id: str) -> None:
        """The caller has spoken; the words come later."""
        self._keep(item_id, _Said("user"))

    def said(self, item_id: str, role: Role, text: str) -> None:
        """Somebody said something, or more of it.

        Args:
            item_id: The server's id.
            role: Who.
            text: What is added.
        """
        item = self._items.get(item_id)
        if isinstance(item, _Said):
            item.text += text
        else:
            self._keep(item_id, _Said(role, text))

    def heard(self, item_id: str, text: str) -> None:
        """An answer was cut.

        Args:
            item_id: The server's id.
            text: What the caller heard of it.
        """
        item = self._items.get(item_id)
        if isinstance(item, _Said):
            item.text = text

    def called(self, item_id: str, call_id: str, name: str, arguments: str) -> None:
        """The model called a function."""
        self._keep(item_id, _Called(call_id, name, arguments))

    def returned(self, call_id: str, output: str) -> None:
        """A function has a result; one that nobody called is passed over."""
        for item in self._items.values():
            if isinstance(item, _Called) and item.call_id == call_id:
                item.output = output

    def text_of(self, item_id: str) -> str:
        """What was said; empty if there is no such item."""
        item = self._items.get(item_id)
        return item.text if isinstance(item, _Said) else ""

    def before(self, item_id: str) -> str:
        """Id of what a server knows before an item; empty for nothing."""
        before = ""
        for id_, item in self._items.items():
            if id_ == item_id:
                break
            before = next((each.id for each in reversed([*_as_items(id_, item)])), before)
        return before

    def items(self) -> list[ConversationItem]:
        """The conversation as a new server takes it. What nobody understood is not in it."""
        return [each for id_, item in self._items.items() for each in _as_items(id_, item)]

    def _take_over(self, message: Mapping[str, Any]) -> None:
        role, text = message.get("role"), _text_of(message.get("content"))
        if role == "tool":
            if text != _UNFINISHED:
                self.returned(str(message.get("tool_call_id")), text)
            return
        for call in message.get("tool_calls") or ():
            function = call["function"]
            self.called(self._new_id(), call["id"], function["name"], function["arguments"])
        if text:
            known: Role = (
                "user" if role == "user" else "assistant" if role == "assistant" else "system"
            )
            self.said(self._new_id(), known, text)

    def _keep(self, item_id: str, item: _Said | _Called) -> None:
        self._items[item_id] = item
        while len(self._items) > _MOST_ITEMS:
            del self._items[next(iter(self._items))]

    def _new_id(self) -> str:
        self._count += 1
        return f"before_{self._count}"


def said_item(role: Role, text: str, item_id: str = "") -> ConversationItem:
    """What somebody said, in the server's shape.

    Args:
        role: Who.
        text: What.
        item_id: Empty for a new one.
    """
    kind: Literal["output_text", "input_text"] = (
        "output_text" if role == "assistant" else "input_text"
    )
    content = [ItemContent(type=kind, text=text.strip())]
    return ConversationItem(
        id=item_id or uuid.uuid4().hex, type="message", role=role, content=content
    )


def _text_of(content: object) -> str:
    if isinstance(content, list):
        parts = (part.get("text", "") for part in content if isinstance(part, dict))
        return " ".join(filter(None, parts))
    return content.strip() if isinstance(content, str) else ""


def _as_items(item_id: str, item: _Said | _Called) -> Iterator[ConversationItem]:
    if isinstance(item, _Said):
        if item.text.strip():
            yield said_item(item.role, item.text, item_id)
        return
    yield ConversationItem(
        id=item_id,
        type="function_call",
        call_id=item.call_id,
        name=item.name,
        arguments=item.arguments,
    )
    if item.output is not None:
        yield ConversationItem(
            id=item.output_id,
            type="function_call_output",
            call_id=item.call_id,
            output=item.output,
        )
