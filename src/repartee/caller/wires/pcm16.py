"""Raw PCM16 at 24 kHz in binary frames, JSON events in text frames."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode
from uuid import uuid4

from repartee.caller import rtvi
from repartee.caller.contact import Server
from repartee.caller.pcm import PcmEncoder, from_bytes
from repartee.caller.rtvi import Message
from repartee.caller.wires.dialect import Clear, Event, Payload, Sound
from repartee.caller.wires.socket import ended
from repartee.caller.wires.wire import Choice

_RATE = 24_000
_REFUSALS = frozenset(
    {
        "bad_request",
        "full",
        "no_such_conversation",
        "not_yours",
        "prompt_forbidden",
        "too_much_garbage",
    }
)
_STATES = {
    "hearing": "user-started-speaking",
    "thinking": "user-stopped-speaking",
    "speaking": "bot-started-speaking",
    "interrupted": "bot-stopped-speaking",
    "listening": "bot-stopped-speaking",
}


class Pcm16Events:
    """The events of raw PCM16, as RTVI's messages."""

    encoder = PcmEncoder(_RATE)
    ready_at_once = False

    def hello(self) -> Iterable[Payload]:
        """Nothing: whoever has connected is ready."""
        return ()

    def sound(self, frame: bytes) -> Payload:
        """The frame itself."""
        return frame

    def message(self, message: Message) -> Payload | None:
        """Translate a message into an event."""
        match message.kind, message.text("t"):
            case "send-text", _:
                return json.dumps({"type": "text", "text": message.text("content")})
            case "client-message", "interrupt":
                return json.dumps({"type": "interrupt"})
            case "client-message", "hang-up":
                return json.dumps({"type": "end"})
        return None

    def read(self, payload: Payload) -> Iterable[Event]:
        """Understand one frame."""
        if isinstance(payload, bytes):
            return [Sound(from_bytes(payload), _RATE)]
        event = rtvi.parse(payload, nested=False)
        return self._translate(event) if event else []

    def goodbye(self) -> Payload | None:
        """Nothing: hanging up is a message."""
        return None

    def _translate(self, event: Message) -> list[Event]:
        match event.kind:
            case "audio_clear":
                return [Clear()]
            case "session":
                data = {**event.data, "type": "conversation"}
                return [Message("server-message", data), Message("bot-ready")]
            case "transcription":
                return [_words(event)]
            case "state":
                kind = _STATES.get(event.text("state"))
                return [Message(kind)] if kind else []
            case "error" if event.text("code") in _REFUSALS:
                return [ended(event.text("code"), event.text("message"))]
            case kind:
                return [Message("server-message", {**event.data, "type": kind.replace("_", "-")})]


def _words(event: Message) -> Message:
    final = event.data.get("final") is True
    if event.text("role") == "user":
        return Message("user-transcription", {"text": event.text(), "final": final})
    data = {
        "text": event.text(),
        "segment_id": event.text("segment"),
        "spoken_progress": {"accumulated_text": event.text()},
        "spoken": final,
        # Unlike RTVI, it tells the words as they are spoken, and none before.
        "partial": not final,
    }
    return Message("bot-output", data)


@dataclass(frozen=True, slots=True)
class Pcm16Approach:
    """Builds the address: all that is asked for stands in it.

    A caller of this dialect names the conversation; one that does not care gets a new name.
    """

    server: Server

    async def __call__(self, choices: Mapping[str, Choice]) -> str:
        """The WebSocket's absolute address."""
        query = dict(choices)
        name = str(query.pop("conversation_id", "") or uuid4().hex)
        token = query.pop("resume_token", "")
        if token:
            query["token"] = token
        path = f"api/realtime/pipecat/ws/{quote(name, safe='')}"
        asked = urlencode({key: _written(value) for key, value in query.items()})
        return self.server.socket_at(f"{path}?{asked}" if asked else path)


def _written(value: Choice) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
