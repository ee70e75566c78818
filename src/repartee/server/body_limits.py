from __future__ import annotations

from collections.abc import Mapping

from starlette.middleware.body_limit import RequestBodyLimitMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

from repartee.server.declared_length import DeclaredLengthLimit


class BodyLimits:
    """Refuses bodies that are too large: a sentence in most places, a recording in some."""

    def __init__(self, app: ASGIApp, usual: int, larger: Mapping[str, int]) -> None:
        """Wrap an app.

        Args:
            app: What answers requests within the limits.
            usual: The largest body let through, in bytes.
            larger: The same for single paths.
        """
        self._usual = _limited(app, usual)
        self._larger = {path: _limited(app, limit) for path, limit in larger.items()}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        await self._larger.get(scope.get("path", ""), self._usual)(scope, receive, send)


def _limited(app: ASGIApp, max_bytes: int) -> ASGIApp:
    return DeclaredLengthLimit(RequestBodyLimitMiddleware(app, max_body_size=max_bytes), max_bytes)
