"""`/v1/audio` and `/v1/models`: the running stack's ears and voice, for stock OpenAI clients."""

from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse, StreamingResponse
from loguru import logger
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException

from repartee.audio.resampling import Resampler
from repartee.conversation.menu import Menu
from repartee.conversation.parts import Choices, NoSuchPartError, Parts
from repartee.conversation.solo import SoloError, read_aloud, write_down
from repartee.server import audio_files
from repartee.server.audio_files import MEDIA_TYPES, STREAMED, BadSoundError
from repartee.server.openai_errors import OpenAIError, OpenAIRoute
from repartee.transports.line import HEARD_RATE
from repartee.transports.pcm16.voices import voice_for

TRANSCRIPTIONS_PATH = "/v1/audio/transcriptions"
_SPEECH_RATE = 24_000
_SHORTEST_SECS = 0.1
_MOST_FORM_FIELDS = 32


@dataclass(frozen=True)
class AudioRules:
    """What an operator allows."""

    at_once: int
    """Requests that are worked on at the same time; the others wait."""
    longest_secs: float = 1500.0
    """Longest recording; OpenAI's models take as much."""
    patience_secs: float = 15.0
    """How long ears and voice may be silent."""


class SpeechRequest(BaseModel):
    """The body of `POST /v1/audio/speech`."""

    model_config = ConfigDict(extra="ignore")

    input: Annotated[str, Field(min_length=1, max_length=4096)]
    model: str = ""
    voice: str | dict[str, str] = ""
    response_format: Literal["mp3", "opus", "aac", "flac", "wav", "pcm"] = "mp3"
    stream_format: Literal["audio", "sse"] = "audio"


def openai_audio_routes(
    parts: Parts, menu: Menu, models: Sequence[str], rules: AudioRules
) -> APIRouter:
    """The routes by which stock clients use the stack's ears and voice.

    Args:
        parts: The stack.
        menu: What may be chosen of it.
        models: Names of what works here.
        rules: What is allowed.

    Returns:
        `/v1/audio/transcriptions`, `/v1/audio/speech`, `/v1/models` and `/v1/models/{id}`.
    """
    router = APIRouter(prefix="/v1", route_class=OpenAIRoute)
    turn = asyncio.Semaphore(rules.at_once)
    began = int(time.time())
    known = {name: _model(name, began) for name in models}

    @router.get("/models")
    async def list_models() -> dict[str, object]:
        return {"object": "list", "data": list(known.values())}

    @router.get("/models/{name:path}")
    async def retrieve_model(name: str) -> dict[str, object]:
        if name not in known:
            raise OpenAIError(
                HTTPStatus.NOT_FOUND, "There is no such model here.", "model_not_found", "model"
            )
        return known[name]

    @router.post("/audio/speech")
    async def speech(request: Request) -> Response:
        asked = _speech_request(await request.body())
        voice = asked.voice if isinstance(asked.voice, str) else asked.voice.get("id", "")
        choices = Choices(voice=voice_for(voice, menu.voices))
        sound = _spoken(parts, choices, asked.input, rules, turn)
        # A voice that fails at once must fail with a status.
        first = await anext(sound, b"")
        return await _speech_answer(_again(first, sound), asked)

    @router.post("/audio/transcriptions")
    async def transcriptions(request: Request) -> Response:
        form = await _form(request)
        pcm = await _recording(form, rules.longest_secs)
        language = str(form.get("language") or "")
        choices = Choices(language=language if language in menu.languages else "")
        async with turn:
            try:
                words = await write_down(parts, choices, pcm, patience_secs=rules.patience_secs)
            except SoloError as error:
                raise _failed("The ears failed", error) from error
            except NoSuchPartError as error:
                raise _no_model("ears", error) from error
        return _transcript(form, words, len(pcm) / 2 / HEARD_RATE)

    return router


def _model(name: str, created: int) -> dict[str, object]:
    return {"id": name, "object": "model", "created": created, "owned_by": "repartee"}


def _failed(what: str, error: SoloError) -> OpenAIError:
    logger.warning("{}: {}", what, error)
    return OpenAIError(
        HTTPStatus.BAD_GATEWAY, f"{what}. The server's log tells why; please try again."
    )


def _no_model(what: str, error: NoSuchPartError) -> OpenAIError:
    # Not a fault of the server's: clients try those again.
    return OpenAIError(
        HTTPStatus.NOT_FOUND,
        f"There is no model for this here. {error} Talk to it at /v1/realtime, or run the server "
        f"with a STACK that has {what} of its own.",
        "model_not_found",
        "model",
    )


# Speech


def _speech_request(body: bytes) -> SpeechRequest:
    try:
        return SpeechRequest.model_validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        where = ".".join(map(str, first["loc"]))
        raise OpenAIError(
            HTTPStatus.BAD_REQUEST, f"{where or 'body'}: {first['msg']}.", "invalid_value", where
        ) from None


async def _spoken(
    parts: Parts, choices: Choices, text: str, rules: AudioRules, turn: asyncio.Semaphore
) -> AsyncIterator[bytes]:
    """Speech at OpenAI's rate."""
    rate = parts.audio_out_sample_rate
    resampler = Resampler(rate, _SPEECH_RATE)
    async with turn:
        try:
            async for pcm in read_aloud(parts, choices, text, patience_secs=rules.patience_secs):
                if piece := resampler.resample(pcm):
                    yield piece
            if rest := resampler.drain():
                yield rest
        except SoloError as error:
            raise _failed("The voice failed", error) from error
        except NoSuchPartError as error:
            raise _no_model("a voice", error) from error


async def _again(first: bytes, rest: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield first
    async for piece in rest:
        yield piece


async def _speech_answer(sound: AsyncIterator[bytes], asked: SpeechRequest) -> Response:
    name = asked.response_format
    if name not in STREAMED:
        pieces = [piece async for piece in sound]
        file = await asyncio.to_thread(audio_files.written, pieces, _SPEECH_RATE, name)
        sound = _once(file)
    elif name == "wav":
        sound = _again(audio_files.wav_header(_SPEECH_RATE), sound)
    if asked.stream_format == "sse":
        return StreamingResponse(_speech_events(sound), media_type="text/event-stream")
    return StreamingResponse(sound, media_type=MEDIA_TYPES[name])


async def _once(piece: bytes) -> AsyncIterator[bytes]:
    yield piece


async def _speech_events(sound: AsyncIterator[bytes]) -> AsyncIterator[str]:
    async for piece in sound:
        delta = base64.b64encode(piece).decode()
        yield _sse({"type": "speech.audio.delta", "audio": delta})
    usage = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}
    yield _sse({"type": "speech.audio.done", "usage": usage})


def _sse(event: dict[str, object]) -> str:
    return f"data: {json.dumps(event)}\n\n"


# Transcriptions


async def _form(request: Request) -> FormData:
    try:
        return await request.form(max_files=1, max_fields=_MOST_FORM_FIELDS)
    except MultiPartException as error:
        raise OpenAIError(HTTPStatus.BAD_REQUEST, "The form cannot be read.") from error


async def _recording(form: FormData, longest_secs: float) -> bytes:
    file = form.get("file")
    if not isinstance(file, UploadFile):
        raise OpenAIError(
            HTTPStatus.BAD_REQUEST, "Missing required parameter: 'file'.", None, "file"
        )
    content = await file.read()
    try:
        pcm = await asyncio.to_thread(audio_files.read, content, HEARD_RATE, longest_secs)
    except BadSoundError as error:
        raise OpenAIError(
            HTTPStatus.BAD_REQUEST, f"file: {error}", "invalid_value", "file"
        ) from error
    if len(pcm) < _SHORTEST_SECS * HEARD_RATE * 2:
        raise OpenAIError(
            HTTPStatus.BAD_REQUEST,
            f"file: the sound is too short. It must last {_SHORTEST_SECS} seconds at least.",
            "audio_too_short",
            "file",
        )
    return pcm


def _transcript(form: FormData, words: str, secs: float) -> Response:
    usage = {"type": "duration", "seconds": max(1, round(secs))}
    if form.get("stream") in {"true", "True", "1"}:
        return StreamingResponse(_transcript_events(words), media_type="text/event-stream")
    match form.get("response_format") or "json":
        case "json":
            return JSONResponse({"text": words, "usage": usage})
        case "verbose_json":
            segment = {"id": 0, "start": 0.0, "end": secs, "text": words}
            language = str(form.get("language") or "en")
            told = {"task": "transcribe", "language": language, "duration": secs, "text": words}
            return JSONResponse({**told, "segments": [segment], "usage": usage})
        case "text":
            return PlainTextResponse(f"{words}\n")
        case _:
            raise OpenAIError(
                HTTPStatus.BAD_REQUEST,
                "response_format: choose one of json, text, verbose_json.",
                "invalid_value",
                "response_format",
            )


async def _transcript_events(words: str) -> AsyncIterator[str]:
    for number, word in enumerate(words.split()):
        delta = f" {word}" if number else word
        yield _sse({"type": "transcript.text.delta", "delta": delta})
    yield _sse({"type": "transcript.text.done", "text": words})
