"""Piper's own HTTP server: `python -m piper.http_server`."""

from __future__ import annotations

import json
from collections.abc import Sequence

from aiohttp import web

from repartee.simulator.speech import as_wav, speak
from repartee.simulator.standin import RefusedError, StandIn, note

SAMPLE_RATE = 22_050
"""Of its voices of medium and high quality, in Hz."""
_DEFAULT_VOICE = "en_US-lessac-medium"
_VOICES = (_DEFAULT_VOICE, "en_US-ryan-high", "en_GB-alba-medium")


class PiperStandIn(StandIn):
    """Speaks whole texts as WAV files; an unknown voice is spoken in the default one."""

    name = "piper"
    speaks = True

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it answers; before version 1.3 a text went to `/`."""
        return [
            web.post("/", self._synthesize),
            web.post("/synthesize", self._synthesize),
            web.get("/voices", self._voices),
        ]

    def environment(self, port: int) -> dict[str, str]:
        """The settings that point Repartee at it.

        Args:
            port: Its port on 127.0.0.1.
        """
        return {"PIPER_BASE_URL": f"http://127.0.0.1:{port}"}

    def refusal(self, error: RefusedError) -> web.Response:
        """A refusal as Flask writes it.

        Args:
            error: Status and message.
        """
        page = f"<!doctype html>\n<title>{error.status}</title>\n<p>{error.message}</p>\n"
        return web.Response(status=error.status, text=page, content_type="text/html")

    async def _voices(self, _: web.Request) -> web.Response:
        config = {"audio": {"sample_rate": SAMPLE_RATE, "quality": "medium"}, "num_speakers": 1}
        return web.json_response(dict.fromkeys(_VOICES, config))

    async def _synthesize(self, request: web.Request) -> web.Response:
        try:
            body = json.loads(await request.read())
            text = str(body["text"]).strip()
            speed = 1 / float(body.get("length_scale") or 1.0)
        except (ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError):
            # It reads without checking, and Flask answers what is raised with 500.
            raise RefusedError(500, "Internal Server Error") from None
        if not text:
            raise RefusedError(500, "Internal Server Error")
        voice = str(body.get("voice") or _DEFAULT_VOICE)
        note(request, voice=voice, characters=len(text))
        pieces = speak(
            self.parts.speaker,
            text,
            voice=voice if voice in _VOICES else _DEFAULT_VOICE,
            sample_rate=SAMPLE_RATE,
            speed=speed,
            pace=self.delays.voice,
        )
        audio = b"".join([piece async for piece in pieces])
        return web.Response(body=as_wav(audio, SAMPLE_RATE), content_type="audio/wav")
