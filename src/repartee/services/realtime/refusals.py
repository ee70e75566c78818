"""What errors of the Realtime API mean."""

from __future__ import annotations

from pipecat.services.openai.realtime.events import Response
from pipecat.utils.errors import ErrorCategory

from repartee.services.faults import RejectedError

REPEATABLE = frozenset(
    {
        ErrorCategory.CONNECTIVITY,
        ErrorCategory.RATE_LIMIT,
        ErrorCategory.SERVER,
        ErrorCategory.UNKNOWN,
    }
)
"""What may have passed when it is asked again."""
BUSY = "conversation_already_has_active_response"
"""The code for an answer that was asked for while another was given."""
HARMLESS = frozenset({BUSY, "response_cancel_not_active"})
"""Codes for what crossed with an event of the server's."""
_CODES = {
    "insufficient_quota": ErrorCategory.QUOTA,
    "invalid_api_key": ErrorCategory.AUTHENTICATION,
    "invalid_request_error": ErrorCategory.INVALID_REQUEST,
    "model_not_found": ErrorCategory.INVALID_REQUEST,
    "rate_limit_exceeded": ErrorCategory.RATE_LIMIT,
    "server_error": ErrorCategory.SERVER,
    "session_expired": ErrorCategory.CONNECTIVITY,
    "tokens": ErrorCategory.RATE_LIMIT,
    "requests": ErrorCategory.RATE_LIMIT,
}


def category_of(code: str | None, kind: str | None) -> ErrorCategory:
    """Tell why, from an error's code and type.

    Args:
        code: Such as `rate_limit_exceeded`; None if the server gives none.
        kind: Such as `invalid_request_error`.
    """
    known = (_CODES.get(each or "") for each in (code, kind))
    return next((category for category in known if category), ErrorCategory.SERVER)


def failure_of(response: Response) -> RejectedError:
    """Why an answer failed."""
    details = response.status_details
    error = details.get("error") if isinstance(details, dict) else None
    error = error if isinstance(error, dict) else {}
    message = str(error.get("message") or "the answer failed")
    return RejectedError(message, category_of(error.get("code"), error.get("type")))
