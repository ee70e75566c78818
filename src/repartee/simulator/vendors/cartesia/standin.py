from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Sequence

from aiohttp import web

from repartee.simulator.interference import Stream
from repartee.simulator.speech import BadAudioError, as_wav, decode, hear, speak
from repartee.simulator.standin import RefusedError, StandIn, bearer, is_good, note
from repartee.simulator.streams.sample_formats import encode
from repartee.simulator.streams.wording import punctuated
from repartee.simulator.vendors.cartesia import listening_socket, speaking_socket
from repartee.simulator.vendors.cartesia.errors import (
    MODEL_NOT_FOUND,
    VOICE_NOT_FOUND,
    CartesiaError,
    bad_request,
    error_of,
)
from repartee.simulator.vendors.cartesia.requests import Style, read_style
from repartee.simulator.vendors.cartesia.voices import VOICES, page

_MOST_VOICES = 100


class CartesiaStandIn(StandIn):
    """Ink-Whisper and Sonic, by WebSocket and by HTTP."""

    name = "cartesia"
    hears = True
    speaks = True

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it answers."""
        return [
            web.get("/", self._status),
            web.get("/stt/websocket", self._hear_stream),
            web.post("/stt", self._hear_file),
            web.get("/tts/websocket", self._speak_stream),
            web.post("/tts/bytes", self._speak_bytes),
            web.get("/voices", self._voices),
            web.get("/voices/{id}", self._voice),
        ]

    def environment(self, port: int) -> dict[str, str]:
        """The settings that point Repartee at it.

        Args:
            port: Its port on 127.0.0.1.
        """
        return {"CARTESIA_BASE_URL": f"http://127.0.0.1:{port}", "CARTESIA_API_KEY": self.key}

    def admits(self, request: web.Request) -> bool:
        """Whether there is a good key, in any of the places where Cartesia looks for one."""
        key = request.headers.get("X-API-Key") or bearer(request)
        return request.path == "/" or is_good(key or request.query.get("access_token", ""))

    def refusal(self, error: RefusedError) -> web.Response:
        """A refusal as Cartesia writes it.

        Args:
            error: Status and message.
        """
        known = error_of(error.status)
        return _refused(CartesiaError(error.status, known.title, error.message, known.code))

    def fault_message(self, status: int) -> str:
        """What Cartesia says along with a status."""
        return error_of(status).message

    async def _status(self, _: web.Request) -> web.Response:
        return web.json_response({"ok": True, "version": "simulated"})

    async def _hear_stream(self, request: web.Request) -> web.StreamResponse:
        return await listening_socket.hear(self, request)

    async def _speak_stream(self, request: web.Request) -> web.StreamResponse:
        return await speaking_socket.speak(self, request)

    async def _voices(self, request: web.Request) -> web.Response:
        limit = request.query.get("limit", "10")
        if not limit.isdecimal() or not 1 <= int(limit) <= _MOST_VOICES:
            return _refused(bad_request("Invalid limit", "The limit must be 1 to 100."))
        return web.json_response(page(int(limit), request.query.get("starting_after", "")))

    async def _voice(self, request: web.Request) -> web.Response:
        for voice in VOICES:
            if voice.id == request.match_info["id"]:
                return web.json_response(voice.as_json())
        return _refused(VOICE_NOT_FOUND)

    async def _speak_bytes(self, request: web.Request) -> web.StreamResponse:
        try:
            body = json.loads(await request.read())
            text, style = str(body["transcript"]), read_style(body)
        except (ValueError, KeyError, TypeError, AttributeError):
            return _refused(bad_request("Invalid request", "The transcript is missing."))
        if isinstance(style, CartesiaError):
            return _refused(style)
        if not text.strip():
            return _refused(bad_request("Invalid transcript", "It must not be empty."))
        note(request, model=style.model, characters=len(text))
        return await self._answer_with_speech(request, text, style)

    async def _answer_with_speech(
        self, request: web.Request, text: str, style: Style
    ) -> web.StreamResponse:
        pieces = speak(
            self.parts.speaker,
            text,
            voice=style.voice,
            sample_rate=style.sample_rate,
            speed=style.speed,
            pace=self.delays.voice,
        )
        if style.container == "wav":
            audio = b"".join([piece async for piece in pieces])
            return web.Response(body=as_wav(audio, style.sample_rate), content_type="audio/wav")
        stream = Stream(request, "audio/pcm", garbage=b"?" * 4001)
        async for piece in pieces:
            await stream.send(encode(piece, style.encoding))
        await stream.close()
        return stream

    async def _hear_file(self, request: web.Request) -> web.Response:
        form = await request.post()
        file = form.get("file")
        if not isinstance(file, web.FileField):
            return _refused(bad_request("Invalid request", "The file is missing."))
        if not str(form.get("model", "")).startswith("ink-whisper"):
            return _refused(MODEL_NOT_FOUND)
        try:
            audio, rate = await asyncio.to_thread(decode, file.file.read())
        except BadAudioError as error:
            return _refused(bad_request("Invalid audio", str(error)))
        words = await hear(self.parts.ears, audio, rate, self.delays.ears)
        secs = len(audio) / 2 / rate
        note(request, model=str(form["model"]), audio_secs=round(secs, 2))
        return web.json_response(
            {
                "type": "transcript",
                "text": punctuated(words),
                "language": str(form.get("language", "en")),
                "duration": round(secs, 3),
                "is_final": True,
                "request_id": str(uuid.uuid4()),
            }
        )


def _refused(error: CartesiaError) -> web.Response:
    return web.json_response(error.body(str(uuid.uuid4())), status=error.status)
