from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from repartee.transports.openai_realtime.client_events import (
    NOT_AN_EVENT,
    BadEventError,
    parse_event,
)
from repartee.transports.openai_realtime.events import ErrorType, Event, error
from repartee.transports.openai_realtime.requests import Requests, as_error
from repartee.transports.openai_realtime.session import SessionSettings
from repartee.transports.openai_realtime.talk import Talk
from repartee.transports.websocket.codec import (
    BadFrameError,
    Received,
    Reply,
    Sound,
    WireFrame,
)

_LINE_ID = "line"
_PIECE_SECS = 0.1


class RealtimeCodec:
    """OpenAI's realtime events over a WebSocket."""

    takes_back = False
    """Where sound is cleared, the response ends, and cannot go on."""

    def __init__(self, session: SessionSettings, talk: Talk, requests: Requests) -> None:
        """Begin a session.

        Args:
            session: What the client has set.
            talk: Puts what the conversation says into events.
            requests: Does what the client asks for.
        """
        self._session = session
        self._talk = talk
        self._requests = requests

    @property
    def sample_rate(self) -> int:
        """Rate in Hz in which the client wants to hear the agent."""
        return self._session.speaks.rate

    def decode(self, frame: WireFrame) -> Iterable[Received]:
        """Follow one event of the client's.

        Args:
            frame: The event, as text.

        Returns:
            Sound, and what is answered at once.

        Raises:
            BadFrameError: If the frame is no event at all.
        """
        if isinstance(frame, bytes):
            raise BadFrameError("Events are text frames; sound is base64 within them.")
        try:
            events, pcm = self._requests.follow(parse_event(frame))
        except BadEventError as fault:
            if fault.code in NOT_AN_EVENT:
                # Counted: whoever sends nothing else is told, and given up.
                raise BadFrameError(str(fault)) from None
            return (Reply(_written([as_error(fault)])),)
        reply = (Reply(_written(events)),) if events else ()
        return (*self._pieces(pcm), *reply)

    def sound(self, pcm: bytes) -> Iterable[WireFrame]:
        """Say something to the client."""
        return _written(self._talk.sound(pcm))

    def clear(self) -> Iterable[WireFrame]:
        """End an interrupted answer; clients drop what they have not played by themselves."""
        return _written(self._talk.cleared())

    def message(self, message: dict[str, Any]) -> Iterable[WireFrame]:
        """Translate one RTVI server message into events, often none."""
        kind, data = str(message.get("type")), message.get("data") or {}
        if kind == "error" and message.get("id") == _LINE_ID:
            return _written([error(str(data.get("error", "")), code="invalid_event")])
        if kind == "server-message":
            return _written([*_farewell(data), *self._talk.noticed(data)])
        return _written(self._talk.told(kind, data))

    def _pieces(self, pcm: bytes) -> Iterable[Received]:
        rate = self._session.hears.rate
        step = 2 * int(rate * _PIECE_SECS)
        return [Sound(pcm[at : at + step], rate) for at in range(0, len(pcm), step)]


def _farewell(data: dict[str, Any]) -> list[Event]:
    """OpenAI's protocol has no farewell: a session that ends for a reason says so as an error."""
    if data.get("type") != "ending" or data.get("reason") == "caller-left":
        return []
    code = "session_expired" if data["reason"] == "time-limit" else "session_ended"
    return [error(str(data["message"]), code=code, kind=ErrorType.SERVER)]


def _written(events: Iterable[Event]) -> list[str]:
    return [json.dumps(each, separators=(",", ":")) for each in events]
