from __future__ import annotations

import hmac
from collections.abc import Callable, Iterator
from enum import Enum, auto
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from repartee.server.openai_errors import as_body
from repartee.server.own_names import OwnNames
from repartee.server.problems import problem

_COOKIE = "repartee_token"
_COOKIE_SECS = 30 * 24 * 3600
# OpenAI's clients in browsers, which cannot set a header.
_KEY_SUBPROTOCOL = "openai-insecure-api-key."
_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_FOREIGN = "Pages of this origin may not call here. See ALLOWED_ORIGINS."
_STRANGE_NAME = (
    "This server does not go by the name in the address. Whoever runs it can add the name to "
    "ALLOWED_HOSTS, or set ACCESS_TOKEN. On the same machine, http://localhost works."
)
_MISSING = (
    "This server asks for a token. Open its page with ?token=… once, or send it as a bearer token."
)
_MISSING_IN_ADDRESS = "This server asks for a token. Connect with ?token=…, or ask /start first."
_WRONG = (
    "The token is wrong, or is not good any more. It must be this server's ACCESS_TOKEN, to the "
    "letter; whoever runs the server can tell you."
)
_ASK = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Repartee</title>
<meta name="viewport" content="width=device-width">
<h1>{heading}</h1>
<p>Whoever runs it can tell you; it is their ACCESS_TOKEN.</p>
<form><label>Token <input name="token" type="password" autofocus required></label>
<button>Go on</button></form></html>"""

OtherRight = Callable[[Scope], bool]


class _Verdict(Enum):
    """What becomes of a request."""

    WELCOME = auto()
    REMEMBER = auto()
    """It brings the token in the address: from now on, a cookie is to have it."""
    FOREIGN_PAGE = auto()
    STRANGE_NAME = auto()
    NO_TOKEN = auto()
    WRONG_TOKEN = auto()


class AccessControl:
    """Keeps strangers and foreign pages out.

    With a token set, every request but `/health` must carry it: as `Authorization: Bearer …`, or
    as the cookie that opening the page once with `?token=…` leaves behind. Whether or not a token
    is set, a request that changes something may come only from this server's own page, from a
    program (which sends no `Origin`), or from an origin that the settings allow.

    Without a token, a request must also be sent to a name of this server's own. Otherwise any web
    page could call it from the browser of somebody who can reach it.

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
        own_names: OwnNames | None = None,
    ) -> None:
        """Wrap an app.

        Args:
            app: What answers those who may come in.
            token: The secret; empty for none.
            allowed_origins: Other origins whose pages may call.
            other_right: Whether a request carries a right of its own that is as good as the token,
                such as a ticket that was given to somebody who had it.
            own_names: By which names it may be called without a token; None for any.
        """
        self._app = app
        self._token = token
        self._allowed_origins = frozenset(allowed_origins)
        self._other_right = other_right
        self._own_names = own_names or OwnNames(["*"])

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        match self._verdict(scope, Headers(scope=scope)):
            case _Verdict.WELCOME:
                await self._app(scope, receive, send)
            case _Verdict.REMEMBER:
                await self._remember(scope)(scope, receive, send)
            case refusal:
                await _told(refusal, scope)(scope, receive, send)

    def _verdict(self, scope: Scope, headers: Headers) -> _Verdict:
        is_socket = scope["type"] == "websocket"
        changes = is_socket or scope["method"] not in _SAFE_METHODS
        if changes and not self._own_page(headers):
            return _Verdict.FOREIGN_PAGE
        if scope["path"] == "/health" or self._other_right(scope):
            return _Verdict.WELCOME
        if not self._token:
            is_ours = self._own_names.include(headers.get("host", ""))
            return _Verdict.WELCOME if is_ours else _Verdict.STRANGE_NAME
        presented = [*_tokens_in(headers), *_token_in_subprotocols(scope)]
        if any(map(self._matches, presented)):
            return _Verdict.WELCOME
        in_query = _token_in_query(scope)
        if self._matches(in_query):
            return _Verdict.WELCOME if is_socket else _Verdict.REMEMBER
        return _Verdict.WRONG_TOKEN if presented or in_query else _Verdict.NO_TOKEN

    def _own_page(self, headers: Headers) -> bool:
        origin = headers.get("origin")
        if origin is None or origin in self._allowed_origins:
            return True
        try:
            return urlsplit(origin).netloc == headers.get("host")
        except ValueError:
            return False

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


def _told(refusal: _Verdict, scope: Scope) -> Response:
    match refusal:
        case _Verdict.FOREIGN_PAGE:
            return problem(HTTPStatus.FORBIDDEN, _FOREIGN)
        case _Verdict.STRANGE_NAME:
            return problem(HTTPStatus.FORBIDDEN, _STRANGE_NAME)
        case _:
            return _asked_for_token(scope, wrong=refusal is _Verdict.WRONG_TOKEN)


def _asked_for_token(scope: Scope, *, wrong: bool) -> Response:
    if scope["type"] == "http" and _is_for_a_person(scope):
        heading = "This token is wrong" if wrong else "This server asks for a token"
        return HTMLResponse(_ASK.format(heading=heading), HTTPStatus.UNAUTHORIZED)
    # RFC 6750: a program, too, learns whether to ask for a token or for another one.
    headers = {"WWW-Authenticate": 'Bearer error="invalid_token"' if wrong else "Bearer"}
    if scope["type"] == "http" and scope["path"].startswith("/v1/"):
        # Whoever comes here reads errors as OpenAI writes them.
        what = "The key is wrong." if wrong else "This server asks for a key."
        detail = f"{what} It is its ACCESS_TOKEN; give it as the API key."
        body = as_body(detail, "invalid_request_error", "invalid_api_key", None)
        return JSONResponse(body, HTTPStatus.UNAUTHORIZED, headers)
    missing = _MISSING if scope["type"] == "http" else _MISSING_IN_ADDRESS
    return problem(HTTPStatus.UNAUTHORIZED, _WRONG if wrong else missing, headers=headers)


def _is_for_a_person(scope: Scope) -> bool:
    return scope["method"] == "GET" and "text/html" in Headers(scope=scope).get("accept", "")


def _tokens_in(headers: Headers) -> Iterator[str]:
    scheme, _, credentials = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and credentials.strip():
        yield credentials.strip()
    # The standard library's parser gives up at the first odd cookie, such as another server's
    # on localhost.
    if cookie := _unquoted(cookie_parser(headers.get("cookie", "")).get(_COOKIE, "")):
        yield cookie


def _unquoted(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] == '"' else value


def _token_in_subprotocols(scope: Scope) -> Iterator[str]:
    for offered in scope.get("subprotocols") or []:
        if offered.startswith(_KEY_SUBPROTOCOL):
            yield offered.removeprefix(_KEY_SUBPROTOCOL)


def _token_in_query(scope: Scope) -> str:
    raw: bytes = scope["query_string"]
    query = parse_qs(raw.decode("latin-1"))
    return query.get("token", [""])[0]
