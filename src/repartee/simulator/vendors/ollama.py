"""Ollama: a model has to be pulled before it answers."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from typing import Any, ClassVar

from aiohttp import web

from repartee.simulator.delays import NO_DELAYS, Delays
from repartee.simulator.interference import Stream
from repartee.simulator.ollama.chat import Answer, read_request
from repartee.simulator.ollama.library import KEPT_SECS, Library, Model, full_name
from repartee.simulator.ollama.pull import details, entry, pull
from repartee.simulator.openai_like.chat import GARBAGE, Chat
from repartee.simulator.openai_like.chat_answer import Accent
from repartee.simulator.openai_like.models import list_models, model_entry
from repartee.simulator.standin import Parts, RefusedError, StandIn, json_body, note
from repartee.simulator.thinking import think

VERSION = "0.33.0"
_LINES = "application/x-ndjson"
_BROKEN_LINE = b'{"model": "\n<html>\n'
_TYPES = {400: "invalid_request_error", 404: "not_found_error"}


class OllamaStandIn(StandIn):
    """Ollama's own API, and OpenAI's at `/v1`. No model is there at first."""

    name: ClassVar[str] = "ollama"

    def __init__(self, parts: Parts, delays: Delays = NO_DELAYS) -> None:
        """Make it, with no model pulled.

        Args:
            parts: What is behind it.
            delays: How fast it answers.
        """
        super().__init__(parts, delays)
        self.library = Library()
        accent = Accent(whole_calls=True, fields={"system_fingerprint": "fp_ollama"})
        self._v1 = Chat(parts.mind, delays.brain, self._require_model, accent)

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it answers."""
        return [
            web.get("/", self._root),
            web.get("/api/version", self._version),
            web.get("/api/tags", self._tags),
            web.get("/api/ps", self._running),
            web.post("/api/show", self._show),
            web.post("/api/pull", self._pull),
            web.delete("/api/delete", self._delete),
            web.post("/api/chat", self._chat),
            web.post("/v1/chat/completions", self._complete),
            web.get("/v1/models", self._list_models),
            web.get("/v1/models/{model:.+}", self._model),
        ]

    def environment(self, port: int) -> dict[str, str]:
        """The settings that point Repartee at it.

        Args:
            port: Its port on 127.0.0.1.
        """
        return {"OLLAMA_BASE_URL": f"http://127.0.0.1:{port}"}

    def refusal(self, error: RefusedError) -> web.Response:
        """A refusal: `{"error": "…"}`.

        Args:
            error: Status and message.
        """
        return web.json_response({"error": error.message}, status=error.status)

    def refusal_to(self, request: web.Request, error: RefusedError) -> web.Response:
        """A refusal in the shape of the API that was asked.

        Args:
            request: What is answered.
            error: Status and message.
        """
        if request.path.startswith("/v1/"):
            return _v1_refusal(error)
        return self.refusal(error)

    def garbage(self, request: web.Request) -> web.Response:
        """A broken stream where a stream is expected, a web page elsewhere.

        Args:
            request: What is answered.
        """
        if request.path == "/v1/chat/completions":
            return web.Response(body=GARBAGE, content_type="text/event-stream")
        if request.path in ("/api/chat", "/api/pull"):
            return web.Response(body=_BROKEN_LINE, content_type=_LINES)
        return super().garbage(request)

    # Models

    async def _tags(self, _: web.Request) -> web.Response:
        return web.json_response({"models": [entry(model) for model in self.library.models]})

    async def _running(self, _: web.Request) -> web.Response:
        expires = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(time.time() + KEPT_SECS))
        loaded = [model for model in self.library.models if self.library.is_loaded(model.name)]
        more = {"expires_at": expires, "size_vram": 0, "context_length": 4096}
        return web.json_response({"models": [entry(model) | more for model in loaded]})

    async def _show(self, request: web.Request) -> web.Response:
        model = self._find(_named(await json_body(request)))
        return web.json_response(
            {
                "modelfile": f"FROM {model.name}\n",
                "parameters": "",
                "template": "{{ .Prompt }}",
                "details": details(model),
                "model_info": {"general.architecture": str(details(model)["family"])},
                "capabilities": ["completion", "tools"],
            }
        )

    async def _delete(self, request: web.Request) -> web.Response:
        name = _named(await json_body(request))
        if not self.library.remove(name):
            raise RefusedError(404, f"model '{name}' not found")
        return web.Response()

    async def _pull(self, request: web.Request) -> web.StreamResponse:
        body = await json_body(request)
        name = _named(body)
        note(request, model=name)
        lines = pull(self.library, name, self.delays.download_secs)
        if body.get("stream") is False:
            last = [line async for line in lines][-1]
            return web.json_response(last, status=500 if "error" in last else 200)
        stream = Stream(request, _LINES, garbage=_BROKEN_LINE)
        async for line in lines:
            await stream.send(json.dumps(line).encode() + b"\n")
        await stream.close()
        return stream

    # Conversations

    async def _chat(self, request: web.Request) -> web.StreamResponse:
        asked = read_request(await json_body(request))
        self._find(asked.model)
        await self._load(asked.model)
        conversation = asked.conversation
        note(
            request,
            model=asked.model,
            messages=len(conversation.messages),
            tools=len(conversation.tools),
            turn=conversation.turn,
            stream=asked.stream,
        )
        answer = Answer(asked)
        steps = think(self.parts.mind, conversation, self.delays.brain, asked.most_tokens)
        if not asked.stream:
            return web.json_response(answer.whole([step async for step in steps]))
        stream = Stream(request, _LINES, garbage=_BROKEN_LINE)
        async for step in steps:
            for line in answer.lines(step):
                await stream.send(json.dumps(line).encode() + b"\n")
        await stream.close()
        return stream

    async def _complete(self, request: web.Request) -> web.StreamResponse:
        model = (await json_body(request)).get("model")
        if isinstance(model, str) and self.library.get(model):
            await self._load(model)
        return await self._v1.complete(request)

    async def _load(self, model: str) -> None:
        if self.library.use(model):
            await asyncio.sleep(self.delays.load_secs)

    def _find(self, name: str) -> Model:
        model = self.library.get(name)
        if model is None:
            raise RefusedError(404, f"model '{name}' not found")
        return model

    def _require_model(self, name: str) -> None:
        self._find(name)

    async def _list_models(self, _: web.Request) -> web.Response:
        return list_models([model.name for model in self.library.models], "library")

    async def _model(self, request: web.Request) -> web.Response:
        name = request.match_info["model"]
        if self.library.get(name) is None:
            raise RefusedError(404, f"model '{name}' not found")
        return web.json_response(model_entry(full_name(name), "library"))

    async def _root(self, _: web.Request) -> web.Response:
        return web.Response(text="Ollama is running")

    async def _version(self, _: web.Request) -> web.Response:
        return web.json_response({"version": VERSION})


def _named(body: dict[str, Any]) -> str:
    name = body.get("model") or body.get("name")
    if not isinstance(name, str):
        raise RefusedError(400, "model is required")
    return name


def _v1_refusal(error: RefusedError) -> web.Response:
    body = {
        "message": error.message,
        "type": _TYPES.get(error.status, "api_error"),
        "param": None,
        "code": None,
    }
    return web.json_response({"error": body}, status=error.status)
