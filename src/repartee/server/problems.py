from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from loguru import logger
from starlette.exceptions import HTTPException

from repartee.history.errors import (
    BadCursorError,
    HistoryError,
    StillGoesOnError,
    UnfitEventError,
)
from repartee.history.export.errors import AlreadyThereError, BadExportError
from repartee.history.recording.peaks import UndrawableError

MEDIA_TYPE = "application/problem+json"

_AWAY_SECS = 30
"""After which a database that is away may be asked again."""


class ProblemError(Exception):
    """Something the caller must be told, as an RFC 9457 problem."""

    def __init__(
        self, status: HTTPStatus, detail: str, *, retry_after_secs: int | None = None
    ) -> None:
        """Describe the problem.

        Args:
            status: The HTTP status.
            detail: One or two sentences: what happened, and what to do.
            retry_after_secs: When to try again, if that helps.
        """
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.retry_after_secs = retry_after_secs


def problem(status: int, detail: str, *, headers: dict[str, str] | None = None) -> JSONResponse:
    """Make an RFC 9457 answer.

    Args:
        status: The HTTP status.
        detail: What happened, and what to do.
        headers: Further headers.

    Returns:
        The answer; its `type` is `about:blank`, so its title is the status's own.
    """
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
    }
    return JSONResponse(body, status, headers=headers, media_type=MEDIA_TYPE)


def install_problem_handlers(app: FastAPI) -> None:
    """Answer every error of the app as a problem."""

    async def on_problem(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, ProblemError)  # noqa: S101 - registered for this class alone
        headers = {"Retry-After": str(error.retry_after_secs)} if error.retry_after_secs else None
        return problem(error.status, error.detail, headers=headers)

    async def on_invalid(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)  # noqa: S101
        return problem(HTTPStatus.UNPROCESSABLE_ENTITY, _explain(error))

    async def on_http(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)  # noqa: S101
        return problem(error.status_code, _sentence(error), headers=dict(error.headers or {}))

    async def on_history(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HistoryError)  # noqa: S101
        status = _status_of(error)
        is_away = status is HTTPStatus.SERVICE_UNAVAILABLE
        headers = {"Retry-After": str(_AWAY_SECS)} if is_away else None
        return problem(status, str(error), headers=headers)

    async def on_bug(_request: Request, error: Exception) -> JSONResponse:
        logger.opt(exception=error).error("A request failed")
        detail = "Something broke on the server. Its log tells what; please try again."
        return problem(HTTPStatus.INTERNAL_SERVER_ERROR, detail)

    app.add_exception_handler(ProblemError, on_problem)
    app.add_exception_handler(RequestValidationError, on_invalid)
    app.add_exception_handler(HTTPException, on_http)
    app.add_exception_handler(HistoryError, on_history)
    app.add_exception_handler(Exception, on_bug)


def _status_of(error: HistoryError) -> HTTPStatus:
    match error:
        case AlreadyThereError() | StillGoesOnError():
            return HTTPStatus.CONFLICT
        case BadExportError() | BadCursorError() | UndrawableError() | UnfitEventError():
            return HTTPStatus.UNPROCESSABLE_ENTITY
        case _:
            return HTTPStatus.SERVICE_UNAVAILABLE


def _explain(error: RequestValidationError) -> str:
    # The caller's own values are never echoed: they may be huge, secret or not encodable.
    faults = []
    for item in error.errors()[:5]:
        where = ".".join(_printable(part) for part in item["loc"] if part != "body")
        faults.append(f"{where or 'body'}: {_printable(item['msg'])}")
    return "The request is not understood. " + "; ".join(faults) + "."


def _printable(value: object) -> str:
    return str(value).encode("ascii", "backslashreplace").decode()[:100]


def _sentence(error: HTTPException) -> str:
    match error.status_code:
        case HTTPStatus.NOT_FOUND:
            return "There is nothing at this address."
        case HTTPStatus.METHOD_NOT_ALLOWED:
            return "This address does not take that method."
        case HTTPStatus.BAD_REQUEST:
            return "The body is not valid JSON."
        case HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
            return "The body is too large. Send less."
        case _:
            return _printable(error.detail)
