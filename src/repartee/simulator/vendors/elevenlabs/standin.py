from __future__ import annotations

import asyncio
import base64
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from repartee.simulator.interference import Stream
from repartee.simulator.speech import encode as compress
from repartee.simulator.speech import speak
from repartee.simulator.standin import RefusedError, StandIn, is_good, note
from repartee.simulator.streams.pacing import Metronome
from repartee.simulator.streams.sample_formats import encode
from repartee.simulator.vendors.elevenlabs import account, speaking_socket
from repartee.simulator.vendors.elevenlabs.account import MODELS, is_voice
from repartee.simulator.vendors.elevenlabs.alignment import AlignedChunk, aligned
from repartee.simulator.vendors.elevenlabs.contexts import ElevenLabsError
from repartee.simulator.vendors.elevenlabs.errors import (
    error_of,
    unknown_format,
    unknown_model,
    unknown_voice,
)
from repartee.simulator.vendors.elevenlabs.formats import OutputFormat, read_format

_TTS = "/v1/text-to-speech/{voice}"


@dataclass(frozen=True, slots=True)
class _Text:
    text: str
    voice: str
    output: OutputFormat


class ElevenLabsStandIn(StandIn):
    """Voices by WebSocket, with one context or five, and by HTTP."""

    name = "elevenlabs"
    speaks = True

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it answers."""
        return [
            web.get(f"{_TTS}/multi-stream-input", self._multi_stream),
            web.get(f"{_TTS}/stream-input", self._single_stream),
            web.post(_TTS, self._speak),
            web.post(f"{_TTS}/stream", self._speak),
            web.post(f"{_TTS}/stream/with-timestamps", self._speak_with_times),
            web.get("/v1/voices", self._voices),
            web.get("/v2/voices", self._voices),
            web.get("/v1/voices/{voice}", self._voice),
            web.get("/v1/models", self._models),
            web.get("/v1/user", self._user),
            web.get("/v1/user/subscription", self._subscription),
        ]

    def environment(self, port: int) -> dict[str, str]:
        """The settings that point Repartee at it.

        Args:
            port: Its port on 127.0.0.1.
        """
        return {
            "ELEVENLABS_BASE_URL": f"http://127.0.0.1:{port}",
            "ELEVENLABS_API_KEY": self.key,
        }

    def admits(self, request: web.Request) -> bool:
        """Whether there is a good key. On a WebSocket, a bad one is refused after the upgrade."""
        if request.path.endswith("stream-input"):
            return True
        return is_good(request.headers.get("xi-api-key", ""))

    def refusal(self, error: RefusedError) -> web.Response:
        """A refusal as ElevenLabs writes it.

        Args:
            error: Status and message.
        """
        known = error_of(error.status)
        return _refused(error.status, ElevenLabsError(known.name, error.message))

    def fault_message(self, status: int) -> str:
        """What ElevenLabs says along with a status."""
        return error_of(status).message

    async def _multi_stream(self, request: web.Request) -> web.StreamResponse:
        return await speaking_socket.speak(self, request, multi=True)

    async def _single_stream(self, request: web.Request) -> web.StreamResponse:
        return await speaking_socket.speak(self, request, multi=False)

    async def _voices(self, _: web.Request) -> web.Response:
        voices = account.voices()
        return web.json_response({"voices": voices, "has_more": False, "total_count": len(voices)})

    async def _voice(self, request: web.Request) -> web.Response:
        wanted = request.match_info["voice"]
        for voice in account.voices():
            if voice["voice_id"] == wanted:
                return web.json_response(voice)
        return _refused(400, unknown_voice(wanted))

    async def _models(self, _: web.Request) -> web.Response:
        return web.json_response(account.models())

    async def _user(self, _: web.Request) -> web.Response:
        return web.json_response(account.user(self._characters()))

    async def _subscription(self, _: web.Request) -> web.Response:
        return web.json_response(account.subscription(self._characters()))

    async def _speak(self, request: web.Request) -> web.StreamResponse:
        wanted = await _read_text(request)
        if isinstance(wanted, ElevenLabsError):
            return _refused(400, wanted)
        output = wanted.output
        pieces = speak(
            self.parts.speaker,
            wanted.text,
            voice=wanted.voice,
            sample_rate=output.sample_rate,
            speed=1.0,
            pace=self.delays.voice,
        )
        if output.compressed:
            audio = b"".join([piece async for piece in pieces])
            file = await asyncio.to_thread(compress, audio, output.sample_rate, output.encoding)
            return web.Response(body=file, content_type=f"audio/{output.encoding}")
        stream = Stream(request, "application/octet-stream", garbage=b"?" * 4001)
        async for piece in pieces:
            await stream.send(encode(piece, output.encoding))
        await stream.close()
        return stream

    async def _speak_with_times(self, request: web.Request) -> web.StreamResponse:
        wanted = await _read_text(request)
        if isinstance(wanted, _Text) and wanted.output.compressed:
            wanted = unknown_format(wanted.output.encoding)
        if isinstance(wanted, ElevenLabsError):
            return _refused(400, wanted)
        stream = Stream(request, "application/json", garbage=b'{"audio_base64": "')
        rate = wanted.output.sample_rate
        metronome = Metronome(self.delays.voice, time.monotonic())
        pieces = self.parts.speaker.speak(wanted.text, voice=wanted.voice, sample_rate=rate)
        begun = 0.0
        async for chunk in aligned(pieces, rate, speaking_socket.CHUNK_SECS):
            await metronome.wait_for(chunk.secs)
            line = _timed_line(chunk, begun, wanted.output.encoding)
            await stream.send(json.dumps(line).encode() + b"\n")
            begun += chunk.secs
        await stream.close()
        return stream

    def _characters(self) -> int:
        counts = [entry.facts.get("characters", 0) for entry in self.journal.of(self.name)]
        return sum(count for count in counts if isinstance(count, int))


async def _read_text(request: web.Request) -> _Text | ElevenLabsError:
    voice = request.match_info["voice"]
    name = request.query.get("output_format", "mp3_44100_128")
    try:
        body = json.loads(await request.read())
        text, model = str(body["text"]), str(body.get("model_id") or "eleven_multilingual_v2")
    except (ValueError, KeyError, TypeError, AttributeError):
        return ElevenLabsError("invalid_request", "The text is missing.")
    if not is_voice(voice):
        return unknown_voice(voice)
    if model not in MODELS:
        return unknown_model(model)
    output = read_format(name)
    if output is None:
        return unknown_format(name)
    note(request, model=model, characters=len(text))
    return _Text(text, voice, output)


def _timed_line(chunk: AlignedChunk, begun: float, encoding: str) -> Mapping[str, object]:
    """A line of `/stream/with-timestamps`; here times count from the text's first sample."""
    times = {
        "characters": list(chunk.chars),
        "character_start_times_seconds": [round(begun + start, 3) for start in chunk.starts],
        "character_end_times_seconds": [round(begun + end, 3) for end in chunk.ends],
    }
    alignment = times if chunk.chars else None
    return {
        "audio_base64": base64.b64encode(encode(chunk.audio, encoding)).decode(),
        "alignment": alignment,
        "normalized_alignment": alignment,
    }


def _refused(status: int, error: ElevenLabsError) -> web.Response:
    detail = {"status": error.name, "message": error.message}
    return web.json_response({"detail": detail}, status=status)
