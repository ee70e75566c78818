"""`POST …/audio/speech`: a text in, its sound out while it is being made."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from repartee.simulator.delays import Pace
from repartee.simulator.interference import Stream
from repartee.simulator.speaking import Speaker
from repartee.simulator.speech import encode, endless_wav_header, speak
from repartee.simulator.standin import RefusedError, json_body, note

SAMPLE_RATE = 24_000
"""Of all that is spoken, in Hz."""
LONGEST_TEXT = 4096
"""In characters, at OpenAI."""
TYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/opus",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}
_STREAMED = ("pcm", "wav")
GARBAGE = b"<!doctype html><title>502 Bad Gateway</title>"


@dataclass(frozen=True)
class SpeechRequest:
    """A checked request."""

    model: str
    voice: str
    text: str
    shape: str
    """One of `TYPES`."""
    speed: float
    events: bool
    """Whether the audio comes as server-sent events."""


Check = Callable[[SpeechRequest], None]


def read_request(body: dict[str, Any], default_shape: str = "mp3") -> SpeechRequest:
    """Check a request's body.

    Args:
        body: The JSON.
        default_shape: The format where none is asked for.

    Raises:
        RefusedError: With 400, if it is none that can be answered.
    """
    for name in ("model", "input", "voice"):
        if not isinstance(body.get(name), str):
            raise RefusedError(400, f"Missing required parameter: '{name}'.", "", name)
    shape = str(body.get("response_format") or default_shape)
    if shape not in TYPES:
        raise RefusedError(400, f"Invalid response_format {shape!r}.", "", "response_format")
    speed = body.get("speed") or 1.0
    if not isinstance(speed, int | float) or not 0.25 <= speed <= 4:
        raise RefusedError(400, "Invalid 'speed': expected 0.25 to 4.0.", "", "speed")
    return SpeechRequest(
        model=body["model"],
        voice=body["voice"],
        text=body["input"],
        shape=shape,
        speed=float(speed),
        events=body.get("stream_format") == "sse",
    )


class Speech:
    """Answers requests for speech."""

    def __init__(
        self, speaker: Speaker, pace: Pace, check: Check, default_shape: str = "mp3"
    ) -> None:
        """Take what is behind it.

        Args:
            speaker: Who speaks.
            pace: How fast.
            check: Raises RefusedError for a model or voice that is not there.
            default_shape: The format where none is asked for.
        """
        self._speaker = speaker
        self._pace = pace
        self._check = check
        self._default_shape = default_shape

    async def speak(self, request: web.Request) -> web.StreamResponse:
        """Answer a request.

        Args:
            request: With the text.

        Raises:
            RefusedError: If it cannot be answered.
        """
        asked = read_request(await json_body(request), self._default_shape)
        self._check(asked)
        note(request, model=asked.model, voice=asked.voice, characters=len(asked.text))
        pieces = speak(
            self._speaker,
            asked.text,
            voice=asked.voice,
            sample_rate=SAMPLE_RATE,
            speed=asked.speed,
            pace=self._pace,
        )
        if asked.events:
            return await _send_events(request, asked, pieces)
        if asked.shape not in _STREAMED:
            audio = b"".join([piece async for piece in pieces])
            body = await asyncio.to_thread(encode, audio, SAMPLE_RATE, asked.shape)
            return web.Response(body=body, content_type=TYPES[asked.shape])
        return await _send_audio(request, asked, pieces)


async def _send_audio(
    request: web.Request, asked: SpeechRequest, pieces: AsyncIterator[bytes]
) -> web.StreamResponse:
    stream = Stream(request, TYPES[asked.shape], garbage=GARBAGE)
    header = endless_wav_header(SAMPLE_RATE) if asked.shape == "wav" else b""
    async for piece in pieces:
        await stream.send(header + piece)
        header = b""
    await stream.close()
    return stream


async def _send_events(
    request: web.Request, asked: SpeechRequest, pieces: AsyncIterator[bytes]
) -> web.StreamResponse:
    stream = Stream(request, "text/event-stream; charset=utf-8", garbage=b"data: {\n\n")
    async for piece in pieces:
        delta = {"type": "speech.audio.delta", "audio": base64.b64encode(piece).decode()}
        await stream.send(f"data: {json.dumps(delta)}\n\n".encode())
    spent = {"input_tokens": len(asked.text) // 4, "output_tokens": 0, "total_tokens": 0}
    done = {"type": "speech.audio.done", "usage": spent}
    await stream.send(f"data: {json.dumps(done)}\n\n".encode())
    await stream.close()
    return stream
