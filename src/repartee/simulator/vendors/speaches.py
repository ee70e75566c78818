"""Speaches: OpenAI's transcriptions and speech around models that are downloaded on request."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from aiohttp import web

from repartee.simulator.delays import NO_DELAYS, Delays
from repartee.simulator.openai_like.models import model_entry
from repartee.simulator.openai_like.speech import Speech, SpeechRequest
from repartee.simulator.openai_like.transcriptions import Transcriptions
from repartee.simulator.standin import Parts, RefusedError, StandIn
from repartee.simulator.vendors.kokoro_fastapi import VOICES

_HEARS, _SPEAKS = "automatic-speech-recognition", "text-to-speech"
_HUB = {
    "Systran/faster-whisper-tiny.en": _HEARS,
    "Systran/faster-whisper-tiny": _HEARS,
    "Systran/faster-whisper-base.en": _HEARS,
    "Systran/faster-whisper-base": _HEARS,
    "Systran/faster-whisper-small.en": _HEARS,
    "Systran/faster-whisper-small": _HEARS,
    "Systran/faster-whisper-medium.en": _HEARS,
    "Systran/faster-whisper-medium": _HEARS,
    "Systran/faster-whisper-large-v3": _HEARS,
    "Systran/faster-distil-whisper-small.en": _HEARS,
    "Systran/faster-distil-whisper-medium.en": _HEARS,
    "Systran/faster-distil-whisper-large-v3": _HEARS,
    "deepdml/faster-whisper-large-v3-turbo-ct2": _HEARS,
    "speaches-ai/Kokoro-82M-v1.0-ONNX": _SPEAKS,
    "speaches-ai/Kokoro-82M-v1.0-ONNX-int8": _SPEAKS,
    "speaches-ai/piper-en_US-lessac-medium": _SPEAKS,
}
_GATED = "pyannote/speaker-diarization-3.1"
_ALIASES = {
    "whisper-1": "Systran/faster-whisper-large-v3",
    "tts-1": "speaches-ai/Kokoro-82M-v1.0-ONNX",
    "tts-1-hd": "speaches-ai/Kokoro-82M-v1.0-ONNX",
}


class SpeachesStandIn(StandIn):
    """Speaches' API. Nothing is installed at first, and nothing is downloaded unasked."""

    name: ClassVar[str] = "speaches"
    hears = True
    speaks = True

    def __init__(self, parts: Parts, delays: Delays = NO_DELAYS) -> None:
        """Make it, with no model installed.

        Args:
            parts: What is behind it.
            delays: How fast it answers.
        """
        super().__init__(parts, delays)
        self.installed: set[str] = set()
        """Ids of the models that are there."""
        self._loaded: set[str] = set()
        self._downloading = asyncio.Lock()

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it answers."""
        parts, delays = self.parts, self.delays
        hear = Transcriptions(parts.ears, delays.ears, self._require_ears)
        speech = Speech(parts.speaker, delays.voice, self._check_speech)
        return [
            web.get("/health", self._health),
            web.get("/v1/models", self._list_models),
            web.get("/v1/registry", self._list_hub),
            web.get("/v1/models/{model:.+}", self._show),
            web.post("/v1/models/{model:.+}", self._download),
            web.delete("/v1/models/{model:.+}", self._delete),
            web.get("/v1/audio/voices", self._voices),
            web.get("/api/ps", self._running),
            web.post("/v1/audio/transcriptions", hear.transcribe),
            web.post("/v1/audio/speech", speech.speak),
        ]

    def environment(self, port: int) -> dict[str, str]:
        """The settings that point Repartee at it.

        Args:
            port: Its port on 127.0.0.1.
        """
        return {"SPEACHES_BASE_URL": f"http://127.0.0.1:{port}"}

    def refusal(self, error: RefusedError) -> web.Response:
        """A refusal: `{"detail": "…"}`, with 422 for a request that makes no sense.

        Args:
            error: Status and message.
        """
        status = 422 if error.status == 400 else error.status
        return web.json_response({"detail": error.message}, status=status)

    def _require_installed(self, model: str, task: str) -> str:
        model = _ALIASES.get(model, model)
        if model not in self.installed:
            raise RefusedError(
                404,
                f"Model '{model}' is not installed locally. You can download the model using "
                f"`POST /v1/models/{model}`",
            )
        if _HUB[model] != task:
            raise RefusedError(404, f"Model '{model}' is not supported for task '{task}'")
        self._loaded.add(model)
        return model

    def _require_ears(self, model: str) -> None:
        self._require_installed(model, _HEARS)

    def _check_speech(self, asked: SpeechRequest) -> None:
        model = self._require_installed(asked.model, _SPEAKS)
        if "Kokoro" in model and asked.voice not in VOICES:
            raise RefusedError(422, f"Voice '{asked.voice}' is not supported.")

    async def _health(self, _: web.Request) -> web.Response:
        return web.Response(text="OK")

    async def _running(self, _: web.Request) -> web.Response:
        return web.json_response({"models": sorted(self._loaded & self.installed)})

    async def _list_models(self, request: web.Request) -> web.Response:
        return _listing(sorted(self.installed), request.query.get("task", ""))

    async def _list_hub(self, request: web.Request) -> web.Response:
        return _listing(list(_HUB), request.query.get("task", ""))

    async def _voices(self, _: web.Request) -> web.Response:
        speaks = any(_HUB[model] == _SPEAKS for model in self.installed)
        voices = [{"name": voice, "id": voice} for voice in VOICES] if speaks else []
        return web.json_response({"voices": voices, "object": "list"})

    async def _show(self, request: web.Request) -> web.Response:
        model = _model(request)
        if model not in self.installed:
            raise RefusedError(404, f"Model '{model}' not found")
        return web.json_response(_entry(model))

    async def _download(self, request: web.Request) -> web.Response:
        """Blocks until all of it is there, and tells nothing meanwhile, like the real one."""
        model = _model(request)
        if model == _GATED:
            raise RefusedError(
                401, f"Model '{model}' is a gated repository and requires authentication."
            )
        if model not in _HUB:
            raise RefusedError(404, f"Model '{model}' not found")
        async with self._downloading:
            if model in self.installed:
                return web.Response(status=201, text=f"Model '{model}' already exists")
            await asyncio.sleep(self.delays.download_secs)
            self.installed.add(model)
        return web.Response(text=f"Model '{model}' downloaded")

    async def _delete(self, request: web.Request) -> web.Response:
        model = _model(request)
        if model not in self.installed:
            raise RefusedError(404, f"Model '{model}' not found")
        self.installed.discard(model)
        self._loaded.discard(model)
        return web.json_response({"detail": f"Model '{model}' deleted"})


def _model(request: web.Request) -> str:
    model = request.match_info["model"]
    return _ALIASES.get(model, model)


def _listing(models: Sequence[str], task: str) -> web.Response:
    data = [_entry(model) for model in models if task in ("", _HUB[model])]
    return web.json_response({"data": data, "object": "list"})


def _entry(model: str) -> dict[str, object]:
    owner = model.partition("/")[0]
    entry = model_entry(model, owner) | {"task": _HUB[model], "language": ["en"]}
    if _HUB[model] == _SPEAKS:
        entry |= {"sample_rate": 24_000, "voices": [{"name": voice} for voice in VOICES]}
    return entry
