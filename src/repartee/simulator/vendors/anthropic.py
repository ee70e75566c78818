"""Anthropic: the Messages API, streamed and whole."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import ClassVar

from aiohttp import web

from repartee.simulator.claude.answer import Answer
from repartee.simulator.claude.cache import PromptCache
from repartee.simulator.claude.messages import MessagesRequest, read_request
from repartee.simulator.delays import NO_DELAYS, Delays
from repartee.simulator.interference import Stream
from repartee.simulator.standin import (
    Parts,
    RefusedError,
    StandIn,
    bearer,
    is_good,
    json_body,
    note,
)
from repartee.simulator.thinking import think

GARBAGE = b'event: content_block_delta\ndata: {"type": "content_block_delta", "index": \n\n'
"""An event whose JSON breaks off."""

_MODELS = {
    "claude-haiku-4-5": "Claude Haiku 4.5",
    "claude-sonnet-4-5": "Claude Sonnet 4.5",
    "claude-sonnet-4-6": "Claude Sonnet 4.6",
    "claude-opus-4-6": "Claude Opus 4.6",
}
_ERRORS = {
    400: "invalid_request_error",
    401: "authentication_error",
    402: "billing_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    503: "api_error",
    529: "overloaded_error",
}


class AnthropicStandIn(StandIn):
    """Anthropic's API."""

    name: ClassVar[str] = "anthropic"
    messages: ClassVar[Mapping[int, str]] = {
        401: "invalid x-api-key",
        403: "Your API key does not have permission to use the specified resource.",
        429: "This request would exceed the rate limit for your organization.",
        500: "Internal server error",
        529: "Overloaded",
    }

    def __init__(self, parts: Parts, delays: Delays = NO_DELAYS) -> None:
        """Make it, with an empty prompt cache.

        Args:
            parts: What is behind it.
            delays: How fast it answers.
        """
        super().__init__(parts, delays)
        self._cache = PromptCache()

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it answers."""
        return [
            web.post("/v1/messages", self._create),
            web.post("/v1/messages/count_tokens", self._count),
            web.get("/v1/models", self._list_models),
            web.get("/v1/models/{model}", self._show_model),
        ]

    def environment(self, port: int) -> dict[str, str]:
        """The settings that point Repartee at it.

        Args:
            port: Its port on 127.0.0.1.
        """
        return {"ANTHROPIC_BASE_URL": f"http://127.0.0.1:{port}", "ANTHROPIC_API_KEY": self.key}

    def admits(self, request: web.Request) -> bool:
        """Whether a request has a good key.

        Args:
            request: The request.
        """
        return is_good(request.headers.get("x-api-key", "") or bearer(request))

    def refusal(self, error: RefusedError) -> web.Response:
        """A refusal: `{"type": "error", "error": {"type", "message"}, "request_id"}`.

        Args:
            error: Status and message.
        """
        request_id = f"req_{uuid.uuid4().hex[:24]}"
        kind = _ERRORS.get(error.status, "invalid_request_error")
        body = {
            "type": "error",
            "error": {"type": kind, "message": error.message},
            "request_id": request_id,
        }
        return web.json_response(body, status=error.status, headers={"request-id": request_id})

    def garbage(self, request: web.Request) -> web.Response:
        """A broken stream where a stream may be expected, a web page elsewhere.

        Args:
            request: What is answered.
        """
        if request.path == "/v1/messages":
            return web.Response(body=GARBAGE, content_type="text/event-stream")
        return super().garbage(request)

    async def _create(self, request: web.Request) -> web.StreamResponse:
        asked = await self._read(request)
        conversation = asked.conversation
        usage = self._cache.use(asked)
        note(
            request,
            model=asked.model,
            messages=len(asked.messages),
            tools=len(conversation.tools),
            turn=conversation.turn,
            stream=asked.stream,
            thinking=asked.thinks,
            cached=usage.cache_read_input_tokens,
        )
        answer = Answer(asked, usage)
        steps = think(self.parts.mind, conversation, self.delays.brain, asked.most_tokens)
        if not asked.stream:
            return web.json_response(answer.whole([step async for step in steps]))
        stream = Stream(request, "text/event-stream; charset=utf-8", garbage=GARBAGE)
        async for step in steps:
            for event in answer.events(step):
                await stream.send(_event(event))
        await stream.close()
        return stream

    async def _count(self, request: web.Request) -> web.Response:
        asked = await self._read(request, counting=True)
        return web.json_response({"input_tokens": asked.prompt_tokens})

    async def _read(self, request: web.Request, *, counting: bool = False) -> MessagesRequest:
        if "anthropic-version" not in request.headers:
            raise RefusedError(400, "anthropic-version: header is required")
        return read_request(await json_body(request), counting=counting)

    async def _list_models(self, _: web.Request) -> web.Response:
        data = [_model_entry(model) for model in _MODELS]
        ends = {"first_id": data[0]["id"], "last_id": data[-1]["id"], "has_more": False}
        return web.json_response({"data": data, **ends})

    async def _show_model(self, request: web.Request) -> web.Response:
        model = request.match_info["model"]
        if not model.startswith("claude-"):
            raise RefusedError(404, f"model: {model}")
        return web.json_response(_model_entry(model))


def _model_entry(model: str) -> dict[str, object]:
    return {
        "type": "model",
        "id": model,
        "display_name": _MODELS.get(model, model),
        "created_at": "2026-01-01T00:00:00Z",
        "lifecycle": "active",
        "max_input_tokens": 200_000,
        "max_tokens": 64_000,
    }


def _event(event: dict[str, object]) -> bytes:
    return f"event: {event['type']}\ndata: {json.dumps(event)}\n\n".encode()
