from __future__ import annotations

import hmac
from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from repartee.server.openai_errors import as_body
from repartee.server.problems import problem

_COOKIE = "repartee_token"
_COOKIE_SECS = 30 * 24 * 3600
# OpenAI's clients in browsers, which cannot set a header.
_KEY_SUBPROTOCOL = "openai-insecure-api-key."
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FOREIGN = "Pages of this origin may not call here. See ALLOWED_ORIGINS."
_ASK = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Repartee</title>
<meta name="viewport" content="width=device-width">
<h1>This server asks for a token</h1>
<p>Whoever runs it can tell you; it is their ACCESS_TOKEN.</p>
<form><label>Token <input name="token" type="password" autofocus required></label>
<button>Go on</button></form></html>"""

OtherRight = Callable[[Scope], bool]


class AccessControl:
    """Keeps strangers and foreign pages out.

    With a token set, every request but `/health` must carry it: as `Authorization: Bearer …`, or
    as the cookie that opening the page once with `?token=…` leaves behind. Whether or not a token
    is set, a request that changes something may come only from this server's own page, from a
    program (which sends no `Origin`), or from an origin that the settings allow.

    A WebSocket changes something, and browsers open one to anywhere; its address may carry the
    token, as scripts have no other way to present one, or its subprotocols, as OpenAI's clients
    have it.
    """

    def __init__(
        self,
        app: ASGIApp,
        token: str,
        allowed_origins: list[str],
        other_right: OtherRight = lambda _scope: False,
    ) -> None:
        """Wrap an app.

        Args:
            app: What answers those who may come in.
            token: The secret; empty for none.
            allowed_origins: Other origins whose pages may call.
            other_right: Whether a request carries a right of its own that is as good as the token,
                such as a ticket that was given to somebody who had it.
        """
        self._app = app
        self._token = token
        self._allowed_origins = frozenset(allowed_origins)
        self._other_right = other_right

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] == "http":
            await self._answer(scope, receive, send)
        elif scope["type"] == "websocket":
            await self._answer_websocket(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _answer_websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if not self._own_page(headers):
            await problem(HTTPStatus.FORBIDDEN, _FOREIGN)(scope, receive, send)
        elif (
            not self._token
            or self._presents_token(headers)
            or self._matches(_token_in_query(scope))
            or self._matches(_token_in_subprotocols(scope))
            or self._other_right(scope)
        ):
            await self._app(scope, receive, send)
        else:
            detail = "This server asks for a token. Connect with ?token=…, or ask /start first."
            await problem(HTTPStatus.UNAUTHORIZED, detail)(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        if scope["method"] not in _SAFE_METHODS and not self._own_page(headers):
            await problem(HTTPStatus.FORBIDDEN, _FOREIGN)(scope, receive, send)
        elif (
            not self._token
            or scope["path"] == "/health"
            or self._presents_token(headers)
            or self._other_right(scope)
        ):
            await self._app(scope, receive, send)
        elif self._matches(_token_in_query(scope)):
            await self._remember(scope)(scope, receive, send)
        elif scope["method"] == "GET" and "text/html" in headers.get("accept", ""):
            await HTMLResponse(_ASK, HTTPStatus.UNAUTHORIZED)(scope, receive, send)
        else:
            await _ask_for_token(scope)(scope, receive, send)

    def _own_page(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None or origin in self._allowed_origins:
            return True
        try:
            return urlsplit(origin).netloc == headers.get("host")
        except ValueError:
            return False

    def _presents_token(self, headers: Headers) -> bool:
        scheme, _, credentials = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and self._matches(credentials.strip()):
            return True
        # The standard library's parser gives up at the first odd cookie, such as another server's
        # on localhost.
        return self._matches(_unquoted(cookie_parser(headers.get("cookie", "")).get(_COOKIE, "")))

    def _matches(self, given: str) -> bool:
        return hmac.compare_digest(given.encode("utf-8", "replace"), self._token.encode())

    def _remember(self, scope: Scope) -> RedirectResponse:
        answer = RedirectResponse(scope["path"], HTTPStatus.SEE_OTHER)
        answer.set_cookie(
            _COOKIE,
            self._token,
            max_age=_COOKIE_SECS,
            httponly=True,
            samesite="strict",
            secure=scope["scheme"] == "https",
        )
        return answer


def _ask_for_token(scope: Scope) -> JSONResponse:
    headers = {"WWW-Authenticate": "Bearer"}
    if scope["path"].startswith("/v1/"):
        # Whoever comes here reads errors as OpenAI writes them.
        detail = "This server asks for a key. It is its ACCESS_TOKEN; give it as the API key."
        body = as_body(detail, "invalid_request_error", "invalid_api_key", None)
        return JSONResponse(body, HTTPStatus.UNAUTHORIZED, headers)
    detail = "This server asks for a token. Open its page with ?token=… once."
    return problem(HTTPStatus.UNAUTHORIZED, detail, headers=headers)


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _token_in_subprotocols(scope: Scope) -> str:
    offered: list[str] = scope.get("subprotocols") or []
    keys = (each for each in offered if each.startswith(_KEY_SUBPROTOCOL))
    return next(keys, "").removeprefix(_KEY_SUBPROTOCOL)


def _token_in_query(scope: Scope) -> str:
    raw: bytes = scope["query_string"]
    query = parse_qs(raw.decode("latin-1"))
    return query.get("token", [""])[0]
