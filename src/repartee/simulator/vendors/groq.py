"""Groq: OpenAI's chat completions and transcriptions, with `x_groq` beside them."""

from __future__ import annotations

import re
import uuid
from collections.abc import Sequence
from typing import ClassVar

from aiohttp import web

from repartee.simulator.openai_like.chat import Chat
from repartee.simulator.openai_like.chat_answer import Accent, Accounts, Extra
from repartee.simulator.openai_like.models import list_models, unknown_model
from repartee.simulator.openai_like.standin import OpenAILikeStandIn
from repartee.simulator.openai_like.transcriptions import Transcriptions
from repartee.simulator.standin import RefusedError

_MODELS = (
    "llama-3.1-8b-instant",
    "llama-3.3-70b-versatile",
    "openai/gpt-oss-20b",
    "openai/gpt-oss-120b",
    "qwen/qwen3-32b",
    "meta-llama/llama-4-scout-17b-16e-instruct",
    "moonshotai/kimi-k2-instruct-0905",
    "groq/compound",
    "whisper-large-v3",
    "whisper-large-v3-turbo",
)
_LOOKS_LIKE_ONE = re.compile(
    r"(llama|openai/|qwen|meta-llama/|moonshotai/|groq/|whisper-large|gemma|deepseek)[\w./-]*"
)
_TYPES = {
    401: ("invalid_request_error", "invalid_api_key"),
    403: ("permission_error", "permission_denied"),
    404: ("invalid_request_error", "model_not_found"),
    429: ("tokens", "rate_limit_exceeded"),
    500: ("internal_server_error", None),
    503: ("service_unavailable", None),
}
_MESSAGES = {
    401: "Invalid API Key",
    429: "Rate limit reached for model on tokens per minute (TPM): Limit 6000, Used 5980, "
    "Requested 420. Please try again in 4s.",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


class GroqStandIn(OpenAILikeStandIn):
    """Groq's API at `/openai/v1`."""

    messages = _MESSAGES
    name: ClassVar[str] = "groq"
    hears = True

    def routes(self) -> Sequence[web.AbstractRouteDef]:
        """What it answers."""
        parts, delays = self.parts, self.delays
        accent = Accent(whole_calls=True, first=_request_id, last=_account, usage_always=True)
        chat = Chat(parts.mind, delays.brain, _require_model, accent)
        hear = Transcriptions(
            parts.ears, delays.ears, _require_model, lambda: {"x_groq": {"id": _new_id()}}
        )
        return [
            web.post("/openai/v1/chat/completions", chat.complete),
            web.post("/openai/v1/audio/transcriptions", hear.transcribe),
            web.get("/openai/v1/models", self._models),
        ]

    def environment(self, port: int) -> dict[str, str]:
        """The settings that point Repartee at it.

        Args:
            port: Its port on 127.0.0.1.
        """
        return {"GROQ_BASE_URL": f"http://127.0.0.1:{port}/openai/v1", "GROQ_API_KEY": self.key}

    def refusal(self, error: RefusedError) -> web.Response:
        """A refusal: `{"error": {"message", "type", "code"}}`.

        Args:
            error: Status, message and code.
        """
        kind, code = _TYPES.get(error.status, ("invalid_request_error", None))
        body: dict[str, object] = {"message": error.message, "type": kind}
        if error.code or code:
            body["code"] = error.code or code
        headers = {"x-request-id": _new_id(), "x-ratelimit-limit-tokens": "6000"}
        if error.status == 429:
            headers |= {"x-ratelimit-remaining-tokens": "20", "x-ratelimit-reset-tokens": "4s"}
        return web.json_response({"error": body}, status=error.status, headers=headers)

    async def _models(self, _: web.Request) -> web.Response:
        return list_models(_MODELS, "Groq")


def _require_model(model: str) -> None:
    if not _LOOKS_LIKE_ONE.fullmatch(model):
        raise unknown_model(model)


def _new_id() -> str:
    return f"req_{uuid.uuid4().hex[:26]}"


def _request_id(_: Accounts) -> Extra:
    return {"x_groq": {"id": _new_id()}}


def _account(accounts: Accounts) -> Extra:
    usage = accounts.usage | {"completion_time": accounts.secs, "total_time": accounts.secs}
    return {"x_groq": {"id": _new_id(), "usage": usage}}
