"""The items of one Realtime conversation, and what a mind makes of them."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import cast

from pipecat.processors.aggregators.llm_context import LLMContextMessage

from repartee.simulator.realtime.client_events import RealtimeError
from repartee.simulator.realtime.shapes import (
    FunctionCall,
    FunctionCallOutput,
    InputAudio,
    InputText,
    Item,
    Message,
    OutputAudio,
    OutputText,
)
from repartee.simulator.realtime.usage import Tokens, heard_tokens, spoken_tokens, text_tokens

_EARLIEST_END_MS = 20


@dataclass(slots=True)
class Heard:
    """What is known of an item's sound, and never sent."""

    words: list[tuple[str, float]] = field(default_factory=list)
    """Each word, and when it begins, in seconds from the first sample."""
    secs: float = 0.0

    @property
    def text(self) -> str:
        """The words."""
        return " ".join(word for word, _ in self.words)

    def cut(self, secs: float) -> None:
        """Keep what was begun before a moment."""
        self.words = [(word, at) for word, at in self.words if at < secs]
        self.secs = min(self.secs, secs)


class Items:
    """A conversation: items in their order, each with what was heard of it."""

    def __init__(self) -> None:
        self._items: list[Item] = []
        self._heard: dict[str, Heard] = {}

    @property
    def last_id(self) -> str | None:
        """Id of the last item; None if there is none."""
        return self._items[-1].id if self._items else None

    def add(self, item: Item, after: str | None = None) -> str | None:
        """Put an item in.

        Args:
            item: The item.
            after: Id of the one before it; `root` for the front, None for the end.

        Returns:
            Id of the item before it; None for the front.

        Raises:
            RealtimeError: If its id is taken, or there is no such item before it.
        """
        if any(item.id == each.id for each in self._items):
            message = f"Error adding item: an item with the ID '{item.id}' already exists."
            raise RealtimeError(message, "item_create_duplicate_item_id", "item.id")
        if isinstance(item, FunctionCallOutput):
            self._require_call(item.call_id)
        at = len(self._items) if after is None else 0 if after == "root" else self._at(after) + 1
        self._items.insert(at, item)
        self._heard.setdefault(item.id, Heard())
        return self._items[at - 1].id if at else None

    def get(self, item_id: str) -> Item:
        """One item.

        Raises:
            RealtimeError: If there is none.
        """
        return self._items[self._at(item_id)]

    def heard(self, item_id: str) -> Heard:
        """What is known of an item's sound; kept before the item itself is put in."""
        return self._heard.setdefault(item_id, Heard())

    def delete(self, item_id: str) -> None:
        """Take one out.

        Raises:
            RealtimeError: If there is none.
        """
        del self._items[self._at(item_id, "item_delete_invalid_item_id")]
        self._heard.pop(item_id, None)

    def truncate(self, item_id: str, content_index: int, audio_end_ms: int) -> None:
        """Forget what of an answer was not heard.

        As with OpenAI, the text goes from the item. The mind still knows what was heard.

        Raises:
            RealtimeError: If it is no answer, or a shorter one.
        """
        item = self._items[self._at(item_id, "item_truncate_invalid_item_id")]
        if not isinstance(item, Message) or item.role != "assistant":
            message = "Only model output audio messages can be truncated."
            raise RealtimeError(message, "item_truncate_invalid_item_id", "item_id")
        if content_index >= len(item.content):
            raise RealtimeError("There is no such content part.", param="content_index")
        heard, secs = self._heard[item_id], audio_end_ms / 1000
        if secs > heard.secs + _EARLIEST_END_MS / 1000:
            millis = round(heard.secs * 1000)
            message = f"Audio content of {millis}ms is already shorter than {audio_end_ms}ms"
            raise RealtimeError(message, "invalid_value", "audio_end_ms")
        heard.cut(secs)
        content = item.content[content_index]
        if isinstance(content, OutputAudio):
            content.transcript = None

    def messages(self) -> list[LLMContextMessage]:
        """The conversation as minds take it, up to the last thing that wants an answer.

        A model that is asked to answer after it has answered goes on from there. The mind would
        greet; so here it answers the same again.
        """
        last = len(self._items)
        while last and _is_answer(self._items[last - 1]):
            last -= 1
        return [self._message(item) for item in self._items[: last or None]]

    def tokens(self) -> Tokens:
        """What all of it takes."""
        text = audio = 0
        for item in self._items:
            heard = self._heard[item.id]
            if heard.secs and isinstance(item, Message):
                count = heard_tokens if item.role == "user" else spoken_tokens
                audio += count(heard.secs)
            text += sum(map(text_tokens, _texts(item)))
        return Tokens(text, audio)

    def _message(self, item: Item) -> LLMContextMessage:
        if isinstance(item, FunctionCall):
            function = {"name": item.name, "arguments": item.arguments}
            call = {"id": item.call_id, "type": "function", "function": function}
            message: dict[str, object] = {"role": "assistant", "tool_calls": [call]}
        elif isinstance(item, FunctionCallOutput):
            message = {"role": "tool", "tool_call_id": item.call_id, "content": item.output}
        else:
            text = self._heard[item.id].text or " ".join(_texts(item))
            message = {"role": item.role, "content": text}
        return cast("LLMContextMessage", message)

    def _at(self, item_id: str, code: str = "item_retrieve_invalid_item_id") -> int:
        for at, item in enumerate(self._items):
            if item.id == item_id:
                return at
        message = f"Error: the item with the ID '{item_id}' does not exist."
        raise RealtimeError(message, code, "item_id")

    def _require_call(self, call_id: str) -> None:
        calls = (item.call_id for item in self._items if isinstance(item, FunctionCall))
        if call_id not in calls:
            message = f"Tool call ID '{call_id}' not found in conversation."
            raise RealtimeError(message, "invalid_tool_call_id", "item.call_id")


def _is_answer(item: Item) -> bool:
    return isinstance(item, FunctionCall) or (
        isinstance(item, Message) and item.role == "assistant"
    )


def messages_of(items: Sequence[Item]) -> list[LLMContextMessage]:
    """Items of their own, outside the conversation, as minds take them."""
    apart = Items()
    for item in items:
        apart.add(item)
    return apart.messages()


def sound_of(item: Item) -> bytes:
    """The sound that a client put into an item: PCM s16le mono at 24 kHz.

    Raises:
        RealtimeError: If it is no base64.
    """
    if not isinstance(item, Message):
        return b""
    sounds = (part.audio for part in item.content if isinstance(part, InputAudio) and part.audio)
    try:
        return b"".join(base64.b64decode(sound, validate=True) for sound in sounds)
    except ValueError:
        raise RealtimeError("The audio is not valid base64.", param="item.content") from None


def _texts(item: Item) -> Iterator[str]:
    if isinstance(item, FunctionCall):
        yield item.name + item.arguments
    elif isinstance(item, FunctionCallOutput):
        yield item.output
    else:
        for part in item.content:
            if isinstance(part, InputText | OutputText):
                yield part.text
            elif isinstance(part, OutputAudio | InputAudio) and part.transcript:
                yield part.transcript
