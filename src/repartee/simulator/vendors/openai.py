"""OpenAI: chat completions, transcriptions, speech, and models that hear and speak."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import ClassVar

from aiohttp import web

from repartee.simulator.delays import NO_DELAYS, Delays
from repartee.simulator.openai_like.chat import Chat
from repartee.simulator.openai_like.models import list_models, model_entry, unknown_model
from repartee.simulator.openai_like.speech import LONGEST_TEXT, Speech, SpeechRequest
from repartee.simulator.openai_like.standin import OpenAILikeStandIn
from repartee.simulator.openai_like.transcriptions import Transcriptions
from repartee.simulator.realtime import socket as realtime
from repartee.simulator.realtime.usage import Limits
from repartee.simulator.standin import Parts, RefusedError, is_good

_MODELS = (
    *("gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4o", "gpt-4o-mini", "gpt-5", "gpt-5-mini"),
    *("gpt-transcribe", "gpt-4o-transcribe", "gpt-4o-mini-transcribe", "whisper-1"),
    *("gpt-4o-mini-tts", "tts-1", "tts-1-hd"),
    *("gpt-realtime", "gpt-realtime-mini", "gpt-realtime-2", "gpt-realtime-2.1"),
)
# New models turn up every month: whatever looks like one is taken for one.
_LOOKS_LIKE_ONE = re.compile(r"(gpt-|o\d|chatgpt-|ft:|whisper-|tts-)[\w.:-]*")
_VOICES = (
    *("alloy", "ash", "ballad", "cedar", "coral", "echo", "fable", "marin"),
    *("nova", "onyx", "sage", "shimmer", "verse"),
)

_MESSAGES = {
    401: "Incorrect API key provided. You can find your API key at "
    "https://platform.openai.com/account/api-keys.",
    429: "Rate limit reached for requests. Please try again later.",
    500: "The server had an error while processing your request. Sorry about that!",
    503: "The engine is currently overloaded, please try again later.",
}


_REALTIME = re.compile(r"gpt-(4o-)?(mini-)?realtime[\w.-]*")


class OpenAIStandIn(OpenAILikeStandIn):
    """OpenAI's API at `/v1`."""

    messages = _MESSAGES
    name: ClassVar[str] = "openai"
    hears = True
    speaks = True

    def __init__(self, parts: Parts, delays: Delays = NO_DELAYS) -> None:
        """Make it, with all of an account's limits left."""
        super().__init__(parts, delays)
        self._limits = Limits()

    def admits(self, request: web.Request) -> bool:
        """Whether there is a good key, where browsers put it too."""
        return super().admits(request) or is_good(realtime.key_of(request))

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it answers."""
        parts, delays = self.parts, self.delays
        chat = Chat(parts.mind, delays.brain, require_model)
        transcriptions = Transcriptions(parts.ears, delays.ears, require_model)
        speech = Speech(parts.speaker, delays.voice, _check_speech)
        return [
            web.post("/v1/chat/completions", chat.complete),
            web.post("/v1/audio/transcriptions", transcriptions.transcribe),
            web.post("/v1/audio/speech", speech.speak),
            web.get("/v1/realtime", self._converse),
            web.get("/v1/models", self._models),
            web.get("/v1/models/{model}", self._model),
        ]

    def environment(self, port: int) -> dict[str, str]:
        """The settings that point Repartee at it.

        Args:
            port: Its port on 127.0.0.1.
        """
        address = f"http://127.0.0.1:{port}/v1"
        return {
            "OPENAI_BASE_URL": address,
            "OPENAI_REALTIME_BASE_URL": address,
            "OPENAI_API_KEY": self.key,
        }

    async def _converse(self, request: web.Request) -> web.StreamResponse:
        return await realtime.converse(self, self._limits, request, _is_realtime)

    async def _models(self, _: web.Request) -> web.Response:
        return list_models(_MODELS, "openai")

    async def _model(self, request: web.Request) -> web.Response:
        model = request.match_info["model"]
        require_model(model)
        return web.json_response(model_entry(model, "openai"))


def _is_realtime(model: str) -> bool:
    return _REALTIME.fullmatch(model) is not None


def require_model(model: str) -> None:
    """Refuse what cannot be a model of OpenAI's.

    Args:
        model: Its id.

    Raises:
        RefusedError: With 404.
    """
    if not _LOOKS_LIKE_ONE.fullmatch(model):
        raise unknown_model(model)


def _check_speech(asked: SpeechRequest) -> None:
    require_model(asked.model)
    if asked.voice not in _VOICES:
        voices = ", ".join(f"'{voice}'" for voice in sorted(_VOICES))
        raise RefusedError(
            400, f"Invalid value: '{asked.voice}'. Supported values are: {voices}.", "", "voice"
        )
    if not asked.text or len(asked.text) > LONGEST_TEXT:
        raise RefusedError(400, f"'input' must have 1 to {LONGEST_TEXT} characters.", "", "input")
