"""ElevenLabs' text-to-speech WebSockets, with one context and with several, without any I/O.

Written after https://elevenlabs.io/docs/api-reference/text-to-speech/v-1-text-to-speech-voice-id-multi-stream-input
and the types of the vendor's SDK 2.78.0 (`websocket_tts_client_message_multi` and its neighbours).
The words of the errors are as people quote them: pipecat-ai/pipecat#4114 and #4541,
livekit/agents#218, livekit/agents-js#1985, elevenlabs/elevenlabs-python#167.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum

Message = Mapping[str, object]

MOST_CONTEXTS = 5
USUAL_IDLE_SECS = 20.0
MOST_IDLE_SECS = 180.0
_SCHEDULE = (120, 160, 250, 290)
"""Characters to be gathered before each generation, without auto mode."""
_CUT = re.compile(r"[.!?,;:—](?=\s|$)|\s")


@dataclass(frozen=True, slots=True)
class ElevenLabsError:
    """Why ElevenLabs closes a WebSocket. Its code is always 1008, so only the name tells."""

    name: str
    message: str
    code: int = 1008

    def event(self) -> Message:
        """What is sent before the closing."""
        return {"message": self.message, "error": self.name, "code": self.code}


INVALID_KEY = ElevenLabsError("invalid_api_key", "Invalid API key")
UNREADABLE = ElevenLabsError(
    "invalid_input_message",
    "Could not parse input message, make sure it is a json and follows the schema outlined in "
    "protocol.",
)
TOO_MANY_CONTEXTS = ElevenLabsError(
    "max_active_conversations",
    f"Maximum simultaneous contexts per WebSocket connection exceeded ({MOST_CONTEXTS}). Please "
    "close an existing context before opening a new one.",
)
LATE_SETTINGS = ElevenLabsError(
    "invalid_voice_settings",
    "voice_settings field must be provided in the first message and then either be not provided "
    "or not change.",
)


def too_idle(secs: float) -> ElevenLabsError:
    """What is said when nothing came for long."""
    return ElevenLabsError(
        "input_timeout_exceeded",
        f"Have not received a new text input within the timeout of {secs:.1f} seconds. Streaming "
        "input terminated. Please make sure to either feed the input in the timely manner, or to "
        'send the end of input text (empty string "") when done.',
    )


class ContextState(Enum):
    """How far a context is."""

    OPEN = "open"
    CLOSING = "closing"
    """It takes no more text; what is being generated will be sent, and then the sign of its end.
    Until then it counts among those that are open."""


@dataclass(frozen=True, slots=True)
class Utter:
    """Speak a text, after those of the same context that came before."""

    context: str
    text: str
    speed: float


@dataclass(frozen=True, slots=True)
class Finish:
    """Tell that the context is at its end, when it is."""

    context: str


@dataclass(frozen=True, slots=True)
class Close:
    """Close the WebSocket: when all is spoken, or at once with an error."""

    error: ElevenLabsError | None = None


Order = Utter | Finish | Close


@dataclass(slots=True)
class _Context:
    settings: object
    schedule: Sequence[int]
    speed: float
    state: ContextState = ContextState.OPEN
    waiting: str = ""
    generations: int = 0


@dataclass(slots=True)
class Contexts:
    """What is to be done about the messages of one connection."""

    auto_mode: bool = False
    """Each text is spoken as it comes; otherwise as many characters are gathered as the schedule
    says, unless they are flushed."""
    multi: bool = True
    """Whether there may be several contexts; without, an empty text ends the only one."""
    _open: dict[str, _Context] = field(default_factory=dict)
    _ending: bool = False

    @property
    def idle(self) -> bool:
        """Whether no context is open."""
        return not self._open

    def take(self, text: str | bytes) -> list[Order]:
        """Read a message.

        Args:
            text: As it came.
        """
        try:
            message = json.loads(text)
        except ValueError:
            message = None
        if not isinstance(message, dict) or not isinstance(message.get("text"), str | None):
            return [Close(UNREADABLE)]
        if message.get("close_socket") is True:
            return self._close_all()
        return self._route(message)

    def done(self, name: str) -> bool:
        """Forget a context whose end was told.

        Returns:
            Whether the WebSocket is to be closed, as that was the last one.
        """
        self._open.pop(name, None)
        return self._ending and not self._open

    def _route(self, message: Mapping[str, object]) -> list[Order]:
        name = str(message.get("context_id") or message.get("contextId") or "")
        text = str(message.get("text") or "")
        if self.multi and not name and not text.strip() and "voice_settings" not in message:
            # Without a context, an empty text or a space keeps the connection alive.
            return []
        context = self._open.get(name)
        if message.get("close_context") is True:
            return [] if context is None else self._close(name, context)
        if context is None:
            if len(self._open) >= MOST_CONTEXTS:
                return [Close(TOO_MANY_CONTEXTS)]
            # Anything opens a context, a flush and a keep-alive too.
            context = self._open[name] = _begun(message)
        elif self._changed(context, message):
            return [Close(LATE_SETTINGS)]
        if context.state is not ContextState.OPEN:
            return []
        return self._advance(name, context, text, message)

    def _changed(self, context: _Context, message: Mapping[str, object]) -> bool:
        settings = message.get("voice_settings")
        return settings is not None and settings != context.settings

    def _advance(
        self, name: str, context: _Context, text: str, message: Mapping[str, object]
    ) -> list[Order]:
        context.waiting += text
        if not self.multi and message.get("text") == "":
            return self._close_all()
        if message.get("flush") is True or self.auto_mode:
            return self._generate(name, context, len(context.waiting))
        if message.get("try_trigger_generation") is True:
            return self._generate(name, context, _last_cut(context.waiting))
        wanted = context.schedule[min(context.generations, len(context.schedule) - 1)]
        if len(context.waiting) < wanted:
            return []
        return self._generate(name, context, _last_cut(context.waiting))

    def _generate(self, name: str, context: _Context, length: int) -> list[Order]:
        text = context.waiting[:length]
        if not text.strip():
            return []
        context.waiting = context.waiting[length:]
        context.generations += 1
        return [Utter(name, text, context.speed)]

    def _close(self, name: str, context: _Context) -> list[Order]:
        if context.state is ContextState.CLOSING:
            return []
        context.state = ContextState.CLOSING
        return [Finish(name)]

    def _close_all(self) -> list[Order]:
        """Speak what is left everywhere, then close."""
        self._ending = True
        if not self._open:
            return [Close()]
        orders: list[Order] = []
        for name, context in self._open.items():
            orders += self._generate(name, context, len(context.waiting))
            orders += self._close(name, context)
        return orders


def _begun(message: Mapping[str, object]) -> _Context:
    settings = message.get("voice_settings")
    speed = settings.get("speed") if isinstance(settings, Mapping) else None
    config = message.get("generation_config")
    schedule = config.get("chunk_length_schedule") if isinstance(config, Mapping) else None
    return _Context(
        settings=settings,
        schedule=_schedule(schedule),
        speed=float(speed) if isinstance(speed, int | float) and 0.7 <= speed <= 1.2 else 1.0,
    )


def _schedule(asked: object) -> Sequence[int]:
    if isinstance(asked, list) and asked and all(isinstance(n, int) for n in asked):
        return asked
    return _SCHEDULE


def _last_cut(text: str) -> int:
    """Where the last word or clause of a text is whole; 0 if none is."""
    return max((match.end() for match in _CUT.finditer(text)), default=0)


def audio_message(
    context: str, data: str, chars: Sequence[str], starts: Sequence[float], ends: Sequence[float]
) -> Message:
    """A chunk of audio and when its characters are spoken.

    Args:
        context: Its context; empty where there is only one.
        data: The audio in base64.
        chars: The characters.
        starts: When they begin, in seconds from the chunk's first sample.
        ends: When they end.
    """
    begin = [round(start * 1000) for start in starts]
    alignment = {
        "chars": list(chars),
        "charStartTimesMs": begin,
        "charDurationsMs": [
            round(end * 1000) - start for start, end in zip(begin, ends, strict=True)
        ],
    }
    times = alignment if chars else None
    message = {"audio": data, "isFinal": None, "normalizedAlignment": times, "alignment": times}
    return {**message, **_named(context)}


def final_message(context: str) -> Message:
    """The end of a context."""
    return {"isFinal": True, **_named(context)}


def _named(context: str) -> Message:
    return {"contextId": context} if context else {}
