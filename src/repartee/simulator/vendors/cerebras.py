"""Cerebras: OpenAI's chat completions, very fast, with limits by the minute and the day."""

from __future__ import annotations

import time
import uuid
from collections.abc import Sequence
from typing import ClassVar

from aiohttp import web

from repartee.simulator.openai_like.chat import Chat
from repartee.simulator.openai_like.chat_answer import Accent, Accounts, Extra
from repartee.simulator.openai_like.models import list_models
from repartee.simulator.openai_like.standin import OpenAILikeStandIn
from repartee.simulator.standin import RefusedError

# Cerebras retires models often, the Llamas in 2026; a rehearsal with one still goes on here.
_MODELS = (
    "gpt-oss-120b",
    "llama3.1-8b",
    "llama-3.3-70b",
    "qwen-3-32b",
    "qwen-3-235b-a22b-instruct-2507",
    "zai-glm-4.6",
    "zai-glm-4.7",
)
_REQUESTS_A_DAY = 14_400
_TOKENS_A_MINUTE = 60_000
_ERRORS = {
    400: ("invalid_request_error", "", "wrong_api_format"),
    401: ("invalid_request_error", "api_key", "wrong_api_key"),
    402: ("payment_required_error", "quota", "payment_required"),
    403: ("permission_denied_error", "api_key", "forbidden"),
    404: ("not_found_error", "model", "model_not_found"),
    429: ("too_many_requests_error", "quota", "request_quota_exceeded"),
    500: ("server_error", "", "internal_server_error"),
    503: ("server_error", "queue", "service_unavailable"),
}
_MESSAGES = {
    401: "Wrong API Key",
    402: "Payment required. Please add a payment method or credits to go on.",
    429: "Requests per minute limit exceeded - too many requests sent.",
    500: "Encountered a server error, please try again.",
    503: "We're experiencing high traffic right now! Please try again soon.",
}


class CerebrasStandIn(OpenAILikeStandIn):
    """Cerebras' API at `/v1`."""

    messages = _MESSAGES
    name: ClassVar[str] = "cerebras"

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it answers."""
        accent = Accent(first=_time_info, last=_time_info, usage_always=True, typed_pieces=True)
        chat = Chat(self.parts.mind, self.delays.brain, _require_model, accent)
        return [
            web.post("/v1/chat/completions", chat.complete),
            web.get("/v1/models", self._models),
        ]

    def environment(self, port: int) -> dict[str, str]:
        """The settings that point Repartee at it.

        Args:
            port: Its port on 127.0.0.1.
        """
        return {"CEREBRAS_BASE_URL": f"http://127.0.0.1:{port}/v1", "CEREBRAS_API_KEY": self.key}

    def refusal(self, error: RefusedError) -> web.Response:
        """A refusal: `{"message", "type", "param", "code"}`, without a wrapper.

        Args:
            error: Status, message and code.
        """
        kind, param, code = _ERRORS.get(error.status, ("server_error", "", ""))
        body = {
            "message": error.message,
            "type": kind,
            "param": error.param or param,
            "code": error.code or code,
            "id": uuid.uuid4().hex,
        }
        return web.json_response(body, status=error.status, headers=_limits(error.status))

    async def _models(self, _: web.Request) -> web.Response:
        return list_models(_MODELS, "Cerebras")


def _require_model(model: str) -> None:
    if model not in _MODELS:
        raise RefusedError(
            404, f"Model {model} does not exist or you do not have access to it.", "", "model"
        )


def _limits(status: int) -> dict[str, str]:
    """What is left, as the headers tell it."""
    left = status != 429
    return {
        "x-ratelimit-limit-requests-day": str(_REQUESTS_A_DAY),
        "x-ratelimit-limit-tokens-minute": str(_TOKENS_A_MINUTE),
        "x-ratelimit-remaining-requests-day": str(_REQUESTS_A_DAY if left else 0),
        "x-ratelimit-remaining-tokens-minute": str(_TOKENS_A_MINUTE if left else 0),
        "x-ratelimit-reset-requests-day": "33011.38",
        "x-ratelimit-reset-tokens-minute": "11.38",
    }


def _time_info(accounts: Accounts) -> Extra:
    secs = round(accounts.secs, 6)
    info = {
        "queue_time": 0.0001,
        "prompt_time": 0.002,
        "completion_time": secs,
        "total_time": secs + 0.0021,
        "created": time.time(),
    }
    return {"time_info": info}
