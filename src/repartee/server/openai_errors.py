"""Errors as OpenAI's HTTP API shapes them, so that its clients raise what their users know."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from http import HTTPStatus
from typing import Any

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from loguru import logger
from starlette.exceptions import HTTPException

_BROKEN = "Something broke on the server. Its log tells what; please try again."


class OpenAIError(Exception):
    """Something a client of `/v1` must be told."""

    def __init__(
        self, status: HTTPStatus, message: str, code: str | None = None, param: str | None = None
    ) -> None:
        """Describe it.

        Args:
            status: The HTTP status.
            message: What happened, and what to do.
            code: A word for programs.
            param: The field that is wrong.
        """
        super().__init__(message)
        self.status = status
        self.code = code
        self.param = param


def as_body(message: str, kind: str, code: str | None, param: str | None) -> dict[str, object]:
    """The body of an error."""
    return {"error": {"message": message, "type": kind, "param": param, "code": code}}


def type_of(status: int) -> str:
    """Whose fault an error is, in OpenAI's words."""
    return "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"


class OpenAIRoute(APIRoute):
    """A route that answers errors in OpenAI's shape."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The usual handler, with its errors caught."""
        handle = super().get_route_handler()

        async def guarded(request: Request) -> Response:
            try:
                return await handle(request)
            except OpenAIError as error:
                kind = type_of(error.status)
                return JSONResponse(
                    as_body(str(error), kind, error.code, error.param), error.status
                )
            except HTTPException:
                raise
            except Exception:
                # Its own handler is outside of everything that knows OpenAI's shape.
                logger.exception("A request failed")
                body = as_body(_BROKEN, "server_error", None, None)
                return JSONResponse(body, HTTPStatus.INTERNAL_SERVER_ERROR)

        return guarded
