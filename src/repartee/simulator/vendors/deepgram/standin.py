from __future__ import annotations

import asyncio
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from aiohttp import web

from repartee.simulator.speech import BadAudioError, decode, hear
from repartee.simulator.standin import RefusedError, StandIn, is_good, note
from repartee.simulator.streams.sample_formats import decode as decode_samples
from repartee.simulator.streams.wording import punctuated, timed
from repartee.simulator.vendors.deepgram import listening_socket
from repartee.simulator.vendors.deepgram.listening import (
    BadQueryError,
    ListeningOptions,
    read_options,
)

_CODES = {
    400: "Bad Request",
    401: "INVALID_AUTH",
    402: "ASR_PAYMENT_REQUIRED",
    403: "INSUFFICIENT_PERMISSIONS",
    404: "NOT_FOUND",
    429: "TOO_MANY_REQUESTS",
    503: "SERVICE_UNAVAILABLE",
}
_MESSAGES = {
    401: "Invalid credentials.",
    402: "Project does not have enough credits for an ASR request and does not have an overage "
    "agreement.",
    403: "Project does not have access to the requested model.",
    429: "Too many requests. Please try again later.",
}
_PROJECT = {"project_id": "00000000-0000-4000-8000-000000000000", "name": "Simulated project"}


class DeepgramStandIn(StandIn):
    """Nova, live and on recordings."""

    name = "deepgram"
    hears = True

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it answers."""
        return [
            web.get("/v1/listen", self._hear_stream),
            web.post("/v1/listen", self._hear_file),
            web.get("/v1/projects", self._projects),
            web.get("/v1/projects/{project}", self._project),
        ]

    def environment(self, port: int) -> dict[str, str]:
        """The settings that point Repartee at it.

        Args:
            port: Its port on 127.0.0.1.
        """
        return {"DEEPGRAM_BASE_URL": f"http://127.0.0.1:{port}", "DEEPGRAM_API_KEY": self.key}

    def admits(self, request: web.Request) -> bool:
        """Whether there is a good key."""
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        return scheme.lower() in ("token", "bearer") and is_good(key.strip())

    def refusal(self, error: RefusedError) -> web.Response:
        """A refusal as Deepgram writes it; on a WebSocket, its header tells the reason.

        Args:
            error: Status and message.
        """
        request_id = str(uuid.uuid4())
        code = _CODES.get(error.status, "INTERNAL_SERVER_ERROR")
        body = {"err_code": code, "err_msg": error.message, "request_id": request_id}
        headers = {"dg-error": error.message, "dg-request-id": request_id}
        return web.json_response(body, status=error.status, headers=headers)

    def fault_message(self, status: int) -> str:
        """What Deepgram says along with a status."""
        return _MESSAGES.get(status) or super().fault_message(status)

    async def _hear_stream(self, request: web.Request) -> web.StreamResponse:
        return await listening_socket.hear(self, request)

    async def _projects(self, _: web.Request) -> web.Response:
        return web.json_response({"projects": [_PROJECT]})

    async def _project(self, request: web.Request) -> web.Response:
        if request.match_info["project"] != _PROJECT["project_id"]:
            raise RefusedError(404, "Project does not exist.")
        return web.json_response(_PROJECT)

    async def _hear_file(self, request: web.Request) -> web.Response:
        try:
            options = read_options(request.query)
        except BadQueryError as error:
            raise RefusedError(400, str(error)) from None
        if request.content_type == "application/json":
            raise RefusedError(400, "The stand-in fetches no addresses; send the audio itself.")
        body = await request.read()
        try:
            audio, rate = await asyncio.to_thread(_samples, body, request.query, options)
        except BadAudioError:
            reason = "Bad Request: failed to process audio: corrupt or unsupported data"
            raise RefusedError(400, reason) from None
        words = await hear(self.parts.ears, audio, rate, self.delays.ears)
        secs = len(audio) / 2 / rate
        note(request, model=options.model, audio_secs=round(secs, 2))
        return web.json_response(_report(words, secs, body, options))


def _samples(body: bytes, query: Mapping[str, str], options: ListeningOptions) -> tuple[bytes, int]:
    """Read a sound file, or raw samples where the address says what they are."""
    if "encoding" in query:
        return decode_samples(body, options.encoding).tobytes(), options.sample_rate
    return decode(body)


def _report(
    words: str, secs: float, body: bytes, options: ListeningOptions
) -> Mapping[str, object]:
    written = punctuated(words) if options.written else words
    model = "00000000-0000-0000-0000-000000000000"
    alternative = {
        "transcript": written,
        "confidence": 0.99 if words else 0.0,
        "words": [
            {"word": word.word, "start": word.start, "end": word.end, "confidence": 0.99}
            for word in timed(written, 0.0, secs)
        ],
    }
    metadata = {
        "transaction_key": "deprecated",
        "request_id": str(uuid.uuid4()),
        "sha256": hashlib.sha256(body).hexdigest(),
        "created": datetime.now(UTC).isoformat(),
        "duration": round(secs, 3),
        "channels": 1,
        "models": [model],
        "model_info": {model: {"name": options.model, "version": "simulated", "arch": "simulated"}},
    }
    return {"metadata": metadata, "results": {"channels": [{"alternatives": [alternative]}]}}
