from __future__ import annotations

from http import HTTPStatus

from starlette.types import ASGIApp, Receive, Scope, Send

from repartee.server.problems import problem


class DeclaredLengthLimit:
    """Refuses a body that says itself that it is too large, as a problem.

    Starlette's own limit, which counts what really comes, answers this case in plain text.
    """

    def __init__(self, app: ASGIApp, max_bytes: int) -> None:
        """Wrap an app.

        Args:
            app: What answers requests within the limit.
            max_bytes: The largest body let through.
        """
        self._app = app
        self._max_bytes = max_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or refuse it."""
        if scope["type"] == "http" and _declared_bytes(scope) > self._max_bytes:
            detail = f"The body is larger than {self._max_bytes} bytes. Send less."
            answer = problem(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail, headers={"Connection": "close"}
            )
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def _declared_bytes(scope: Scope) -> int:
    value = dict(scope["headers"]).get(b"content-length", b"0")
    return int(value) if value.isdigit() else 0
