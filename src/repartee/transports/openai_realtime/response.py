from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from repartee.transports.openai_realtime.events import (
    Event,
    call_item,
    event,
    message_item,
    new_id,
)
from repartee.transports.openai_realtime.formats import AudioFormat
from repartee.transports.openai_realtime.items import Items


class Outcome(StrEnum):
    """How a response ended."""

    COMPLETED = "completed"
    TURN_DETECTED = "turn_detected"
    CLIENT_CANCELLED = "client_cancelled"


@dataclass
class Usage:
    """Tokens of one response, of all its runs of the model together."""

    input_tokens: int = 0
    output_tokens: int = 0
    cached_tokens: int = 0

    def add(self, tokens: Mapping[str, Any]) -> None:
        """Add what one run used; the keys are Pipecat's."""
        self.input_tokens += int(tokens.get("prompt_tokens") or 0)
        self.output_tokens += int(tokens.get("completion_tokens") or 0)
        self.cached_tokens += int(tokens.get("cache_read_input_tokens") or 0)

    def as_event(self) -> dict[str, Any]:
        """As OpenAI writes it; a cascade's tokens are all of text."""
        return {
            "total_tokens": self.input_tokens + self.output_tokens,
            "input_tokens": self.input_tokens,
            "output_tokens": self.output_tokens,
            "input_token_details": {
                "text_tokens": self.input_tokens,
                "audio_tokens": 0,
                "image_tokens": 0,
                "cached_tokens": self.cached_tokens,
                "cached_tokens_details": {
                    "text_tokens": self.cached_tokens,
                    "audio_tokens": 0,
                    "image_tokens": 0,
                },
            },
            "output_token_details": {"text_tokens": self.output_tokens, "audio_tokens": 0},
        }


@dataclass
class SpokenMessage:
    """The message of a response: its words, its sound, and which words came when."""

    item_id: str
    index: int
    aloud: bool
    words: str = ""
    sound_ms: int = 0
    marks: list[tuple[int, int]] = field(default_factory=list)
    """How much sound had been sent, in ms, when how many characters of the words were."""

    def heard_until(self, millis: int) -> str:
        """The words of the first so many milliseconds."""
        if millis >= self.sound_ms:
            return self.words
        chars = max((chars for at, chars in self.marks if at <= millis), default=0)
        return self.words[:chars]

    @property
    def part(self) -> dict[str, Any]:
        """The content part of its events."""
        return (
            {"type": "audio", "transcript": self.words}
            if self.aloud
            else {"type": "text", "text": self.words}
        )

    def item(self, status: str) -> dict[str, Any]:
        """The item it is."""
        content = (
            {"type": "output_audio", "transcript": self.words}
            if self.aloud
            else {"type": "output_text", "text": self.words}
        )
        return message_item(self.item_id, "assistant", [content], status)


class Response:
    """One answer of the agent as it comes: the message it speaks and the functions it calls."""

    def __init__(
        self,
        items: Items,
        *,
        audio: AudioFormat,
        aloud: bool,
        voice: str,
        metadata: Mapping[str, str] | None = None,
    ) -> None:
        """Describe a response.

        Args:
            items: The conversation's.
            audio: How its sound is written.
            aloud: Whether it is spoken.
            voice: By whom.
            metadata: The client's own notes.
        """
        self.id = new_id("resp")
        self.usage = Usage()
        self._items = items
        self._audio = audio
        self._aloud = aloud
        self._voice = voice
        self._metadata = dict(metadata) if metadata else None
        self._output: list[dict[str, Any]] = []
        self._is_closed = False
        self.message: SpokenMessage | None = None

    def opened(self) -> list[Event]:
        """Begin."""
        return [event("response.created", response=self._as_object("in_progress"))]

    def sound(self, pcm: bytes) -> list[Event]:
        """Say something.

        Args:
            pcm: 16-bit samples at the format's rate.
        """
        wire = self._audio.encode(pcm)
        began, message = self._begun()
        message.sound_ms += self._audio.millis(len(wire))
        delta = base64.b64encode(wire).decode()
        return [*began, self._of_part("response.output_audio.delta", message, delta=delta)]

    def text(self, delta: str) -> list[Event]:
        """Write, or tell what words are being spoken."""
        began, message = self._begun()
        message.words += delta
        message.marks.append((message.sound_ms, len(message.words)))
        name = "output_audio_transcript" if message.aloud else "output_text"
        return [*began, self._of_part(f"response.{name}.delta", message, delta=delta)]

    def call(self, call_id: str, name: str, arguments: Mapping[str, Any]) -> list[Event]:
        """Call a function of the client's."""
        written = json.dumps(dict(arguments))
        item_id = new_id("item")
        done = call_item(item_id, call_id, name, written)
        index, added = self.place(call_item(item_id, call_id, name, "", "in_progress"))
        where = {"response_id": self.id, "item_id": item_id, "output_index": index}
        kind = "response.function_call_arguments"
        return [
            *added,
            event(f"{kind}.delta", **where, call_id=call_id, delta=written),
            event(f"{kind}.done", **where, call_id=call_id, name=name, arguments=written),
            self._items.done(done),
            *self.placed(index, done),
        ]

    def place(self, item: dict[str, Any]) -> tuple[int, list[Event]]:
        """Begin an item of the answer.

        Args:
            item: With its id.

        Returns:
            Its place in the output, and what the client is told.
        """
        index = len(self._output)
        self._output.append(item)
        added = self._of_response("response.output_item.added", output_index=index, item=item)
        return index, [added, self._items.add(item)]

    def placed(self, index: int, item: dict[str, Any]) -> list[Event]:
        """Note that an item of the answer is whole.

        Args:
            index: Its place in the output.
            item: As it has become.
        """
        self._output[index] = item
        if self._is_closed:
            return []
        return [self._of_response("response.output_item.done", output_index=index, item=item)]

    def closed(self, outcome: Outcome) -> list[Event]:
        """End.

        Args:
            outcome: How.
        """
        whole = outcome is Outcome.COMPLETED
        events = self._message_done("completed" if whole else "incomplete")
        self._is_closed = True
        response = self._as_object("completed" if whole else "cancelled")
        response["usage"] = self.usage.as_event()
        if not whole:
            response["status_details"] = {"type": "cancelled", "reason": str(outcome)}
        return [*events, event("response.done", response=response)]

    def _begun(self) -> tuple[list[Event], SpokenMessage]:
        if self.message is not None:
            return [], self.message
        message = SpokenMessage(new_id("item"), len(self._output), self._aloud)
        self.message = message
        _, added = self.place(message.item("in_progress") | {"content": []})
        part = self._of_part("response.content_part.added", message, part=message.part)
        return [*added, part], message

    def _message_done(self, status: str) -> list[Event]:
        message = self.message
        if message is None:
            return []
        item = message.item(status)
        return [
            *self._content_done(message),
            self._of_part("response.content_part.done", message, part=message.part),
            self._items.done(item),
            *self.placed(message.index, item),
        ]

    def _content_done(self, message: SpokenMessage) -> list[Event]:
        if not message.aloud:
            return [self._of_part("response.output_text.done", message, text=message.words)]
        words = message.words
        return [
            self._of_part("response.output_audio.done", message),
            self._of_part("response.output_audio_transcript.done", message, transcript=words),
        ]

    def _of_response(self, kind: str, **fields: Any) -> Event:
        return event(kind, response_id=self.id, **fields)

    def _of_part(self, kind: str, message: SpokenMessage, **fields: Any) -> Event:
        return self._of_response(
            kind, item_id=message.item_id, output_index=message.index, content_index=0, **fields
        )

    def _as_object(self, status: str) -> dict[str, Any]:
        pcm = self._audio.name == "audio/pcm"
        written = {"type": self._audio.name, **({"rate": self._audio.rate} if pcm else {})}
        return {
            "object": "realtime.response",
            "id": self.id,
            "status": status,
            "status_details": None,
            "output": list(self._output),
            "conversation_id": None,
            "output_modalities": ["audio" if self._aloud else "text"],
            "max_output_tokens": "inf",
            "audio": {"output": {"format": written, "voice": self._voice}},
            "usage": None,
            "metadata": self._metadata,
        }
