"""Kokoro-FastAPI: OpenAI's speech endpoint around Kokoro-82M, without keys."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from aiohttp import web

from repartee.simulator.openai_like.models import list_models
from repartee.simulator.openai_like.speech import Speech, SpeechRequest
from repartee.simulator.standin import RefusedError, StandIn

MODELS = ("tts-1", "tts-1-hd", "kokoro")
VOICES = (
    *("af_alloy", "af_bella", "af_heart", "af_jessica", "af_kore", "af_nicole", "af_nova"),
    *("af_river", "af_sarah", "af_sky", "am_adam", "am_echo", "am_eric", "am_liam", "am_michael"),
    *("am_onyx", "am_puck", "bf_alice", "bf_emma", "bf_isabella", "bm_daniel", "bm_george"),
    *("bm_lewis", "ef_dora", "em_alex", "ff_siwis"),
)
# OpenAI's names that its mapping knows.
_ALIASES = ("alloy", "ash", "coral", "echo", "fable", "onyx", "nova", "sage", "shimmer")
_MIXING = re.compile(r"[+-]")


class KokoroFastAPIStandIn(StandIn):
    """Kokoro-FastAPI's API at `/v1`."""

    name: ClassVar[str] = "kokoro-fastapi"
    speaks = True

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it answers."""
        speech = Speech(self.parts.speaker, self.delays.voice, _check)
        return [
            web.post("/v1/audio/speech", speech.speak),
            web.get("/v1/audio/voices", self._voices),
            web.get("/v1/models", self._models),
            web.get("/health", self._health),
        ]

    def environment(self, port: int) -> dict[str, str]:
        """The settings that point Repartee at it.

        Args:
            port: Its port on 127.0.0.1.
        """
        return {"KOKORO_BASE_URL": f"http://127.0.0.1:{port}/v1"}

    def refusal(self, error: RefusedError) -> web.Response:
        """A refusal: `{"detail": {"error", "message", "type"}}`.

        Args:
            error: Status, message and code.
        """
        kind = "server_error" if error.status >= 500 else "invalid_request_error"
        code = error.code or ("processing_error" if error.status >= 500 else "validation_error")
        detail = {"error": code, "message": error.message, "type": kind}
        return web.json_response({"detail": detail}, status=error.status)

    async def _health(self, _: web.Request) -> web.Response:
        return web.json_response({"status": "healthy"})

    async def _voices(self, _: web.Request) -> web.Response:
        return web.json_response({"voices": list(VOICES)})

    async def _models(self, _: web.Request) -> web.Response:
        return list_models(MODELS, "kokoro")


def _check(asked: SpeechRequest) -> None:
    if asked.model not in MODELS:
        raise RefusedError(400, f"Unsupported model: {asked.model}", "invalid_model")
    for mixed in _MIXING.split(asked.voice):
        voice = mixed.partition("(")[0].strip()
        if voice not in (*VOICES, *_ALIASES):
            known = ", ".join(sorted(VOICES))
            raise RefusedError(400, f"Voice '{voice}' not found. Available voices: {known}")
