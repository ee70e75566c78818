from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import numpy as np

from repartee.transports.websocket import protobuf_frames
from repartee.transports.websocket.codec import (
    HEARABLE_RATES,
    BadFrameError,
    CloseCode,
    Message,
    Received,
    Reply,
    Sound,
    WireFrame,
)

# Pipecat's browser client plays at this rate, whatever a frame says.
_PLAYER_RATE = 24_000
_MOST_SOUND_SECS = 2.0


class RTVICodec:
    """Pipecat's protobuf frames, as its stock clients speak them.

    Stock Pipecat takes every frame from a caller, a forged transcript too. Here a caller may send
    sound and messages; everything else is a bad frame.
    """

    sample_rate = _PLAYER_RATE

    def __init__(self, *, clears: bool = False) -> None:
        """Begin a line.

        Args:
            clears: Whether this client forgets its sound when it gets an interruption. Stock ones
                (`@pipecat-ai/websocket-transport` 1.7.1) do not know that frame, and log an error.
        """
        self._clears = clears

    def decode(self, frame: WireFrame) -> Iterable[Received]:
        """Understand one protobuf frame."""
        if isinstance(frame, str):
            raise BadFrameError("Frames are binary here, not text.", CloseCode.UNSUPPORTED_DATA)
        decoded = protobuf_frames.parsed(frame)
        match protobuf_frames.kind_of(decoded):
            case "audio":
                return [_sound(decoded.audio)]
            case "message":
                return [_answered(_message(decoded.message.data))]
            case None:
                raise BadFrameError("This frame is empty.")
            case kind:
                raise BadFrameError(f"A caller may not send a {kind} frame.", CloseCode.POLICY)

    def sound(self, pcm: bytes) -> Iterable[WireFrame]:
        """Say something, at 24 kHz."""
        return [protobuf_frames.audio_frame(pcm, _PLAYER_RATE)]

    def clear(self) -> Iterable[WireFrame]:
        """Have the client forget its sound, if it can."""
        return [protobuf_frames.interruption_frame()] if self._clears else []

    @property
    def takes_back(self) -> bool:
        """Whether the client can be made to forget."""
        return self._clears

    def message(self, message: dict[str, Any]) -> Iterable[WireFrame]:
        """Pass on an RTVI message as it is."""
        return [protobuf_frames.message_frame(json.dumps(message))]


def _sound(audio: protobuf_frames.AudioRawFrame) -> Sound:
    rate, channels = audio.sample_rate, audio.num_channels
    if rate not in HEARABLE_RATES:
        raise BadFrameError(f"Sound must come in one of {sorted(HEARABLE_RATES)} Hz.")
    if channels not in (1, 2):
        raise BadFrameError("Sound must have one channel or two.")
    if len(audio.audio) % (2 * channels):
        raise BadFrameError("Sound must be whole samples of 16 bits.")
    if len(audio.audio) > _MOST_SOUND_SECS * rate * 2 * channels:
        raise BadFrameError(
            f"A frame may hold {_MOST_SOUND_SECS:.0f} s of sound.", CloseCode.TOO_BIG
        )
    return Sound(audio.audio if channels == 1 else _mixed(audio.audio), rate)


def _mixed(stereo: bytes) -> bytes:
    sides = np.frombuffer(stereo, "<i2").reshape(-1, 2).astype(np.int32)
    return bytes((sides.sum(axis=1) // 2).astype("<i2").tobytes())


def _message(text: str) -> dict[str, Any]:
    try:
        content = json.loads(text)
        # Half a surrogate pair is valid JSON, but no text that anybody could be sent.
        json.dumps(content, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise BadFrameError("A message must be JSON.") from error
    if not _is_rtvi(content):
        raise BadFrameError("A message must have RTVI's label, type, id and data.")
    return dict(content)


def _is_rtvi(content: object) -> bool:
    """Pipecat checks this, too, but writes what a caller sent into the log."""
    return (
        isinstance(content, dict)
        and content.get("label") == "rtvi-ai"
        and all(isinstance(content.get(key), str) for key in ("type", "id"))
        and isinstance(content.get("data"), dict | None)
    )


def _answered(content: dict[str, Any]) -> Message | Reply:
    """Answer a ping, by which a client finds out whether the line still works."""
    data = content.get("data")
    if content.get("type") != "client-message" or not isinstance(data, dict):
        return Message(content)
    if data.get("t") != "ping":
        return Message(content)
    pong = {
        "label": "rtvi-ai",
        "type": "server-response",
        "id": content.get("id"),
        "data": {"t": "ping", "d": None},
    }
    return Reply([protobuf_frames.message_frame(json.dumps(pong))])
