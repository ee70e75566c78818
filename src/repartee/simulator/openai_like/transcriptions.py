"""`POST …/audio/transcriptions`: a sound file in, its words out."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from aiohttp.web_request import FileField
from multidict import MultiDictProxy

from repartee.simulator.delays import Pace
from repartee.simulator.hearing import Ears
from repartee.simulator.interference import Stream
from repartee.simulator.speech import BadAudioError, decode, hear
from repartee.simulator.standin import RefusedError, note
from repartee.simulator.thinking import tokens

SHORTEST_SECS = 0.1
"""OpenAI refuses what is shorter."""
_FORMATS = ("json", "text", "verbose_json", "srt", "vtt")


@dataclass(frozen=True)
class Transcript:
    """What was heard."""

    text: str
    secs: float
    """Length of the recording."""
    model: str
    language: str


class Transcriptions:
    """Answers requests for transcriptions."""

    def __init__(
        self,
        ears: Ears,
        pace: Pace,
        require_model: Callable[[str], None],
        extra: Callable[[], dict[str, object]] = dict,
    ) -> None:
        """Take what is behind it.

        Args:
            ears: Who hears.
            pace: How fast.
            require_model: Raises RefusedError for a model that is not there.
            extra: More fields of an answer.
        """
        self._ears = ears
        self._pace = pace
        self._require_model = require_model
        self._extra = extra

    async def transcribe(self, request: web.Request) -> web.StreamResponse:
        """Answer a request.

        Args:
            request: A form with `file` and `model`.

        Raises:
            RefusedError: If it cannot be answered.
        """
        form = await _form(request)
        file, model = form.get("file"), form.get("model")
        if not isinstance(file, FileField):
            raise RefusedError(400, "Missing required parameter: 'file'.", "", "file")
        if not isinstance(model, str) or not model:
            raise RefusedError(400, "you must provide a model parameter", "", "model")
        self._require_model(model)
        shape = str(form.get("response_format", "json"))
        if shape not in _FORMATS:
            raise RefusedError(400, f"Invalid response_format {shape!r}.", "", "response_format")
        language = str(form.get("language", ""))
        transcript = await self._hear(request, await _read(file), model, language)
        if form.get("stream") in ("true", "True", "1"):
            return await _stream(request, transcript)
        logprobs = "logprobs" in form.getall("include[]", [])
        return _answer(transcript, shape, self._extra(), logprobs=logprobs)

    async def _hear(
        self, request: web.Request, file: bytes, model: str, language: str
    ) -> Transcript:
        try:
            audio, rate = await asyncio.to_thread(decode, file)
        except BadAudioError:
            raise RefusedError(
                400, "Audio file might be corrupted or unsupported", "invalid_value", "file"
            ) from None
        secs = len(audio) / 2 / rate
        note(request, model=model, bytes=len(file), secs=round(secs, 2))
        if secs < SHORTEST_SECS:
            raise RefusedError(
                400,
                f"Audio file is too short. Minimum audio length is {SHORTEST_SECS} seconds.",
                "audio_too_short",
                "file",
            )
        words = await hear(self._ears, audio, rate, self._pace)
        return Transcript(_sentence(words), secs, model, language)


def _sentence(words: str) -> str:
    """Words as these models write them: with a capital and a full stop."""
    return f"{words[0].upper()}{words[1:]}." if words else ""


async def _form(request: web.Request) -> MultiDictProxy[str | bytes | bytearray | FileField]:
    if not request.content_type.startswith("multipart/"):
        raise RefusedError(400, "The request must be multipart/form-data.")
    try:
        return await request.post()
    except ValueError:
        raise RefusedError(400, "Could not parse multipart form") from None


async def _read(file: FileField) -> bytes:
    return await asyncio.to_thread(file.file.read)


def _answer(
    transcript: Transcript, shape: str, extra: dict[str, object], *, logprobs: bool
) -> web.Response:
    if shape == "text":
        return web.Response(text=f"{transcript.text}\n")
    if shape in ("srt", "vtt"):
        return web.Response(text=_subtitles(transcript, shape))
    if shape == "verbose_json":
        return web.json_response(_verbose(transcript) | extra)
    body: dict[str, object] = {"text": transcript.text, "usage": _usage(transcript)}
    if logprobs:
        body["logprobs"] = [
            {"token": token, "logprob": -0.02, "bytes": list(token.encode())}
            for token in tokens(transcript.text)
        ]
    return web.json_response(body | extra)


def _usage(transcript: Transcript) -> dict[str, object]:
    if transcript.model.startswith("whisper"):
        return {"type": "duration", "seconds": round(transcript.secs)}
    heard, written = round(transcript.secs * 10), len(tokens(transcript.text))
    return {
        "type": "tokens",
        "input_tokens": heard,
        "input_token_details": {"text_tokens": 0, "audio_tokens": heard},
        "output_tokens": written,
        "total_tokens": heard + written,
    }


def _verbose(transcript: Transcript) -> dict[str, object]:
    segment = {
        "id": 0,
        "seek": 0,
        "start": 0.0,
        "end": round(transcript.secs, 2),
        "text": f" {transcript.text}",
        "tokens": [],
        "temperature": 0.0,
        "avg_logprob": -0.2,
        "compression_ratio": 1.0,
        "no_speech_prob": 0.01,
    }
    return {
        "task": "transcribe",
        "language": transcript.language or "english",
        "duration": round(transcript.secs, 2),
        "text": transcript.text,
        "segments": [segment] if transcript.text else [],
        "usage": {"type": "duration", "seconds": round(transcript.secs)},
    }


def _subtitles(transcript: Transcript, shape: str) -> str:
    secs = int(transcript.secs)
    comma = "," if shape == "srt" else "."
    end = f"{secs // 3600:02}:{secs // 60 % 60:02}:{secs % 60:02}{comma}000"
    lines = f"00:00:00{comma}000 --> {end}\n{transcript.text}\n"
    return f"1\n{lines}" if shape == "srt" else f"WEBVTT\n\n{lines}"


async def _stream(request: web.Request, transcript: Transcript) -> web.StreamResponse:
    stream = Stream(request, "text/event-stream; charset=utf-8", garbage=b"data: {\n\n")
    for token in tokens(transcript.text):
        event = {"type": "transcript.text.delta", "delta": token}
        await stream.send(f"data: {json.dumps(event)}\n\n".encode())
    done = {
        "type": "transcript.text.done",
        "text": transcript.text,
        "usage": _usage(transcript),
    }
    await stream.send(f"data: {json.dumps(done)}\n\n".encode())
    await stream.close()
    return stream
