"""Cartesia's text-to-speech WebSocket: contexts that are spoken side by side, without any I/O.

Written after https://docs.cartesia.ai/api-reference/tts/websocket and
https://docs.cartesia.ai/use-the-api/tts-websocket/buffering, read in November 2026.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from repartee.simulator.vendors.cartesia.errors import CartesiaError, Message, bad_request
from repartee.simulator.vendors.cartesia.requests import Style, read_style

IDLE_SECS = 300.0
"""A connection on which nothing comes for so long is closed; as Pipecat and issues of the vendor's
SDK tell, with code 1000 and the reason "connection idle timeout"."""
_MOST_DELAY_MS = 5000
_USUAL_DELAY_MS = 3000
_SENTENCE_END = re.compile(r"[.!?…][\"')\]]*(?=\s|$)")


class ContextState(Enum):
    """How far a context is."""

    OPEN = "open"
    """More texts may come."""
    CLOSING = "closing"
    """What there is will be spoken; then it is done."""
    DONE = "done"


@dataclass(frozen=True, slots=True)
class Utter:
    """Speak a text, after those of the same context that came before."""

    context: str
    text: str
    style: Style


@dataclass(frozen=True, slots=True)
class Flush:
    """Tell that all was spoken up to here, when it was."""

    context: str
    number: int


@dataclass(frozen=True, slots=True)
class Finish:
    """Tell that the context is done, when it is."""

    context: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop speaking a context; nothing more is sent for it."""

    context: str


@dataclass(frozen=True, slots=True)
class Complain:
    """Send an error."""

    error: CartesiaError
    context: str | None


Order = Utter | Flush | Finish | Cancel | Complain


@dataclass(slots=True)
class _Context:
    style: Style
    delay_secs: float
    state: ContextState = ContextState.OPEN
    waiting: str = ""
    deadline: float | None = None
    flushes: int = 0


class Contexts:
    """What is to be done about the messages of one connection.

    Texts are held back until they make a sentence, or for as long as `max_buffer_delay_ms`; with 0
    each is spoken as it comes.
    """

    def __init__(self) -> None:
        """Begin without contexts."""
        self._contexts: dict[str, _Context] = {}

    @property
    def deadline(self) -> float | None:
        """When `tick` is due, on the clock that `take` was given; None for never."""
        return min((c.deadline for c in self._contexts.values() if c.deadline), default=None)

    def take(self, text: str, now: float) -> list[Order]:
        """Read a message.

        Args:
            text: As it came.
            now: The time in seconds, on any clock.
        """
        try:
            request = json.loads(text)
        except ValueError:
            request = None
        if not isinstance(request, dict):
            return [Complain(bad_request("Invalid JSON", "The message is not JSON."), None)]
        name = request.get("context_id")
        if not isinstance(name, str) or not name:
            return [Complain(bad_request("Invalid context", "A context_id is required."), None)]
        if request.get("cancel") is True:
            return self._cancel(name)
        return self._text(name, request, now)

    def tick(self, now: float) -> list[Order]:
        """Speak what has waited long enough."""
        orders: list[Order] = []
        for name, context in self._contexts.items():
            if context.deadline is not None and context.deadline <= now:
                orders += self._release(name, context, len(context.waiting))
        return orders

    def done(self, name: str) -> None:
        """Forget a context that was spoken to its end."""
        self._contexts.pop(name, None)

    def _cancel(self, name: str) -> list[Order]:
        return [Cancel(name)] if self._contexts.pop(name, None) else []

    def _text(self, name: str, request: Mapping[str, object], now: float) -> list[Order]:
        transcript = request.get("transcript", "")
        if not isinstance(transcript, str):
            return [Complain(bad_request("Invalid transcript", "It must be text."), name)]
        context = self._contexts.get(name)
        if context is None:
            found = self._open(request, transcript)
            if isinstance(found, CartesiaError):
                return [Complain(found, name)]
            context = self._contexts[name] = found
        elif context.state is not ContextState.OPEN:
            return [Complain(bad_request("Context closed", "This context takes no more."), name)]
        context.waiting += transcript
        return self._advance(name, context, request, now)

    def _open(self, request: Mapping[str, object], transcript: str) -> _Context | CartesiaError:
        style = read_style(request)
        if isinstance(style, CartesiaError):
            return style
        if style.container != "raw":
            return bad_request("Invalid output format", "A WebSocket gives raw audio only.")
        if not transcript.strip() and request.get("flush") is not True:
            return bad_request("Invalid transcript", "The transcript must not be empty.")
        delay = request.get("max_buffer_delay_ms", _USUAL_DELAY_MS)
        if not isinstance(delay, int) or not 0 <= delay <= _MOST_DELAY_MS:
            return bad_request("Invalid max_buffer_delay_ms", "It must be 0 to 5000.")
        return _Context(style, delay / 1000)

    def _advance(
        self, name: str, context: _Context, request: Mapping[str, object], now: float
    ) -> list[Order]:
        if request.get("continue") is not True and request.get("flush") is not True:
            context.state = ContextState.CLOSING
            return [*self._release(name, context, len(context.waiting)), Finish(name)]
        if request.get("flush") is True:
            return [*self._release(name, context, len(context.waiting)), self._flush(name, context)]
        if not context.delay_secs:
            spoken = self._release(name, context, len(context.waiting))
            return [*spoken, self._flush(name, context)] if spoken else []
        ready = [match.end() for match in _SENTENCE_END.finditer(context.waiting)]
        orders = self._release(name, context, ready[-1]) if ready else []
        if context.waiting.strip() and context.deadline is None:
            context.deadline = now + context.delay_secs
        return orders

    def _release(self, name: str, context: _Context, length: int) -> list[Order]:
        text, context.waiting = context.waiting[:length], context.waiting[length:]
        context.deadline = None
        return [Utter(name, text, context.style)] if text.strip() else []

    def _flush(self, name: str, context: _Context) -> Flush:
        context.flushes += 1
        return Flush(name, context.flushes)


def chunk_message(context: str, data: str, step_ms: float) -> Message:
    """A chunk of audio.

    Args:
        context: Its context.
        data: The audio in base64.
        step_ms: How long it took to make.
    """
    return _message("chunk", context, data=data, step_time=round(step_ms, 3))


def timestamps_message(context: str, words: list[tuple[str, float, float]]) -> Message:
    """When words begin and end.

    Args:
        context: Their context.
        words: Word, start and end in seconds from the context's first audio.
    """
    times = {
        "words": [word for word, _, _ in words],
        "start": [round(start, 3) for _, start, _ in words],
        "end": [round(end, 3) for _, _, end in words],
    }
    return _message("timestamps", context, word_timestamps=times)


def flush_message(context: str, number: int) -> Message:
    """All was spoken up to a flush."""
    return _message("flush_done", context, flush_done=True, flush_id=number)


def done_message(context: str) -> Message:
    """The context is done."""
    return {**_message("done", context), "done": True}


def _message(kind: str, context: str, **more: object) -> Message:
    return {"type": kind, "done": False, "status_code": 206, "context_id": context, **more}
