"""Why a vendor failed, read from what its client raised or its server said."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import aiohttp
import httpx2
from pipecat.utils.errors import ErrorCategory, classify_http_exception, extract_http_status_code
from pipecat.utils.http import TIMEOUT_EXCEPTIONS
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from repartee.services.closes import close_category, words_category


class BrokenOffError(Exception):
    """What was being received ended before it was complete."""


class GarbledError(Exception):
    """What was received makes no sense."""


class RejectedError(Exception):
    """A server reported an error of its own, outside of HTTP's status."""

    def __init__(self, message: str, category: ErrorCategory) -> None:
        super().__init__(message)
        self.category = category


_CONNECTIVITY = (
    BrokenOffError,
    httpx2.TransportError,
    aiohttp.ClientConnectionError,
    aiohttp.ClientPayloadError,
    asyncio.IncompleteReadError,
    OSError,
    TimeoutError,
    InvalidHandshake,
    *TIMEOUT_EXCEPTIONS,
)
_GARBAGE = (GarbledError, json.JSONDecodeError, UnicodeDecodeError)
# Of errors that come inside a stream whose HTTP status was 200 already.
_CODES = {
    "api_error": ErrorCategory.SERVER,
    "authentication_error": ErrorCategory.AUTHENTICATION,
    "billing_error": ErrorCategory.QUOTA,
    "insufficient_quota": ErrorCategory.QUOTA,
    "invalid_api_key": ErrorCategory.AUTHENTICATION,
    "invalid_request_error": ErrorCategory.INVALID_REQUEST,
    "model_not_found": ErrorCategory.INVALID_REQUEST,
    "not_found_error": ErrorCategory.INVALID_REQUEST,
    "overloaded_error": ErrorCategory.SERVER,
    "permission_error": ErrorCategory.AUTHORIZATION,
    "quota_exceeded": ErrorCategory.QUOTA,
    "rate_limit_error": ErrorCategory.RATE_LIMIT,
    "rate_limit_exceeded": ErrorCategory.RATE_LIMIT,
    "server_error": ErrorCategory.SERVER,
    "timeout_error": ErrorCategory.SERVER,
}


def classify(error: BaseException) -> ErrorCategory:
    """Tell why a vendor failed.

    Pipecat reads HTTP statuses and Python's own connection errors. What the vendors' clients raise
    when a connection drops, what a server reports within a stream, and what a WebSocket's close
    says are all "unknown" to it.

    Args:
        error: What was raised.
    """
    if isinstance(error, RejectedError):
        return error.category
    if isinstance(error, ConnectionClosed):
        received = error.rcvd
        return close_category(received.code, received.reason) if received else _LOST
    status = extract_http_status_code(error)
    if status is not None:
        return _of_status(status, error)
    if isinstance(error, _GARBAGE):
        return ErrorCategory.SERVER
    # The vendors' clients all call their errors alike, and not each of them is installed.
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if isinstance(error, _CONNECTIVITY) or "APIConnectionError" in kinds:
        return _LOST
    if "APIError" in kinds:
        return _of_body(error) or ErrorCategory.SERVER
    if "credentials" in type(error).__name__.lower():  # Amazon's and Google's own
        return ErrorCategory.AUTHENTICATION
    return classify_http_exception(error)


_LOST = ErrorCategory.CONNECTIVITY


def _of_status(status: int, error: BaseException) -> ErrorCategory:
    if status < 400:
        return _of_body(error) or ErrorCategory.SERVER
    if status in {400, 401, 403, 429} and _speaks_of_money(error):
        return ErrorCategory.QUOTA
    if status == 408:
        return ErrorCategory.SERVER
    return classify_http_exception(error)


def _speaks_of_money(error: BaseException) -> bool:
    """Whether it is credit that lacks: vendors report that with almost any status."""
    return (
        _of_body(error) is ErrorCategory.QUOTA
        or words_category(said_by(error)) is ErrorCategory.QUOTA
    )


def _of_body(error: BaseException) -> ErrorCategory | None:
    body = _error_in(getattr(error, "body", None))
    stated = (body.get("code"), body.get("type"), body.get("status"), vars(error).get("code"))
    return next((_CODES[each] for each in stated if isinstance(each, str) and each in _CODES), None)


def _error_in(body: Any) -> Mapping[str, Any]:
    """The object that tells of the error, whichever of the usual shapes a body has."""
    if not isinstance(body, Mapping):
        return {}
    for key in ("error", "detail"):
        if isinstance(body.get(key), Mapping):
            inner: Mapping[str, Any] = body[key]
            return inner
    return body


def said_by(error: BaseException) -> str:
    """What a server said of an error, or else the error in its own words.

    Args:
        error: What was raised.
    """
    if isinstance(error, ConnectionClosed):
        return _said_closing(error)
    body = getattr(error, "body", None)
    inner = _error_in(body)
    said = inner.get("message") or inner.get("error") or inner.get("detail")
    if isinstance(said, str):
        return said
    cause = error.__cause__
    words = str(error) or (str(cause) if cause else "")
    return words or type(error).__name__


def _said_closing(error: ConnectionClosed) -> str:
    received = error.rcvd
    if received is None:
        return "the connection was lost"
    return f"the connection was closed: {received.reason or received.code}"
