from __future__ import annotations

import json
from http import HTTPStatus

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from repartee.server.openai_errors import as_body, type_of

PREFIX = "/v1/"
_CODES = {
    HTTPStatus.UNAUTHORIZED: "invalid_api_key",
    HTTPStatus.TOO_MANY_REQUESTS: "rate_limit_exceeded",
}


class OpenAIShape:
    """Puts whatever error a request to `/v1/` meets into OpenAI's shape.

    Routes there do so themselves. But a body that is too large, a key that is wrong and an
    address that does not exist are noticed before any route.
    """

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app.

        Args:
            app: What answers.
        """
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and scope["path"].startswith(PREFIX):
            send = _Shaping(scope, receive, send)
        await self._app(scope, receive, send)


class _Shaping:
    """Holds an error of another shape back until it is whole."""

    def __init__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._scope, self._receive, self._send = scope, receive, send
        self._start: Message | None = None
        self._body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _is_foreign(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body"):
                await self._shaped(self._start)(self._scope, self._receive, self._send)

    def _shaped(self, start: Message) -> JSONResponse:
        status = start["status"]
        code = _CODES.get(HTTPStatus(status))
        kept = {
            key.decode("latin-1"): value.decode("latin-1")
            for key, value in start["headers"]
            if key not in (b"content-type", b"content-length")
        }
        return JSONResponse(as_body(self._sentence(), type_of(status), code, None), status, kept)

    def _sentence(self) -> str:
        text = self._body.decode("utf-8", "replace")
        try:
            problem = json.loads(text)
        except ValueError:
            return text
        return str(problem.get("detail", text)) if isinstance(problem, dict) else text


def _is_foreign(start: Message) -> bool:
    kind = dict(start["headers"]).get(b"content-type", b"")
    return start["status"] >= HTTPStatus.BAD_REQUEST and not kind.startswith(b"application/json")
