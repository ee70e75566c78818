from __future__ import annotations

import asyncio
import mimetypes
from http import HTTPStatus
from importlib.resources import files
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.datastructures import Headers
from starlette.responses import Response
from starlette.routing import Match, Mount
from starlette.types import Receive, Scope, Send

from repartee.server.problems import problem

# The page asks for nothing from elsewhere; 'self' has its WebSockets, too. `blob:` is where sound
# lives that the page holds.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self'; media-src 'self' blob:; "
    "script-src 'self'; style-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}

# Python 3.11 does not know it.
mimetypes.add_type("application/manifest+json", ".webmanifest")

# What the build leaves beside a file (`client/packed.ts`), the smallest first.
_PACKED = {"br": ".br", "gzip": ".gz"}

_OF_PROGRAMS = ("/api/", "/v1/")

_MISSING = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Repartee</title>
<h1>Repartee is running, but its page was not built</h1>
<p>Run <code>make client</code> and reload. Calls work all the same:
<code>repartee call http://127.0.0.1:7860</code>.</p></html>"""


class _Page(StaticFiles):
    """The built page: hashed assets are kept for ever, the page itself is always asked for."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve a file; a WebSocket at an address that nobody has ends up here, too."""
        if scope["type"] == "http":
            await super().__call__(scope, receive, send)
        else:
            detail = "There is no WebSocket at this address."
            await problem(HTTPStatus.NOT_FOUND, detail)(scope, receive, send)

    async def get_response(self, path: str, scope: Scope) -> Response:
        hashed = path.startswith("assets/")
        answer = await (self._packed if hashed else super().get_response)(path, scope)
        answer.headers["Cache-Control"] = (
            "public, max-age=31536000, immutable" if hashed else "no-cache"
        )
        answer.headers.update(_HEADERS)
        return answer

    async def _packed(self, path: str, scope: Scope) -> Response:
        """The file as the build packed it, in the smallest way that the browser understands."""
        for packing in _packings(Headers(scope=scope).get("Accept-Encoding", "")):
            _, found = await asyncio.to_thread(self.lookup_path, path + _PACKED[packing])
            if found is not None:
                answer = await super().get_response(path + _PACKED[packing], scope)
                answer.headers["Content-Encoding"] = packing
                break
        else:
            answer = await super().get_response(path, scope)
        answer.headers.add_vary_header("Accept-Encoding")
        return answer


def _packings(accepted: str) -> list[str]:
    """Those that a browser takes and the build may have made, the smallest first."""
    taken = {
        name.strip().lower()
        for name, _, weight in (each.partition(";") for each in accepted.split(","))
        if weight.replace(" ", "") not in ("q=0", "q=0.0")
    }
    return [packing for packing in _PACKED if packing in taken]


class _PageMount(Mount):
    """Has every address but those of programs, which are to hear of a wrong method or address."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        if scope["type"] == "http" and scope["path"].startswith(_OF_PROGRAMS):
            return Match.NONE, {}
        return super().matches(scope)


def mount_page(app: FastAPI, directory: Path | None = None) -> bool:
    """Serve the web page at `/client/` and `/`. Must come after all other routes.

    Args:
        app: Where to.
        directory: Where the built page is; the one in this package by default.

    Returns:
        False if the page was not built; a page that says so is served instead.
    """
    directory = directory or Path(str(files("repartee.server"))) / "page"
    if not (directory / "index.html").is_file():
        app.include_router(_missing_page())
        return False
    app.include_router(_slash_added())
    app.mount("/client", _Page(directory=directory, html=True))
    app.router.routes.append(_PageMount("/", _Page(directory=directory, html=True)))
    return True


def _slash_added() -> APIRouter:
    """`/client` is a mount of `/` to Starlette, which then finds no such file."""
    router = APIRouter(include_in_schema=False)

    @router.get("/client")
    async def redirected() -> RedirectResponse:
        return RedirectResponse("/client/")

    return router


def _missing_page() -> APIRouter:
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def missing() -> HTMLResponse:
        return HTMLResponse(_MISSING)

    @router.get("/client/")
    async def redirected() -> RedirectResponse:
        return RedirectResponse("/")

    return router
