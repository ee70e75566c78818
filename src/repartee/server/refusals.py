"""How a caller is told that they cannot come in, in HTTP's and in WebSocket's words."""

from __future__ import annotations

from http import HTTPStatus

from repartee.conversation.claim import (
    ClaimError,
    HistoryAwayError,
    NoSuchConversationError,
    NotYourConversationError,
)
from repartee.conversation.session_manager import (
    BudgetSpentError,
    DrainingError,
    SessionsFullError,
)
from repartee.server.problems import ProblemError

Refusal = SessionsFullError | ClaimError

_RETRY_SECS = 30
_BUDGET = (
    "Today's budget is used up, so no new conversation begins until tomorrow (UTC). Whoever runs "
    "the server can raise BUDGET_PER_DAY."
)
_DRAINING = "The server is about to stop and takes no new conversations. Please try again later."
_TRY_AGAIN_LATER = 1013  # RFC 6455's registry
_OWN_CODES = 4000  # application codes; the HTTP status is added, so that 4403 reads as 403


def sentence_of(error: Refusal) -> str:
    """What a person is told."""
    if isinstance(error, BudgetSpentError):
        return _BUDGET
    if isinstance(error, DrainingError):
        return _DRAINING
    if isinstance(error, SessionsFullError):
        return f"All {error.limit} lines are busy. Please try again in a minute."
    return str(error)


def as_problem(error: Refusal) -> ProblemError:
    """The HTTP answer."""
    is_spent = isinstance(error, BudgetSpentError)
    retry = _RETRY_SECS if isinstance(error, SessionsFullError) and not is_spent else None
    return ProblemError(
        _status(error), sentence_of(error), retry_after_secs=retry, code=_code(error)
    )


def _code(error: Refusal) -> str | None:
    match error:
        case BudgetSpentError():
            return "budget-spent"
        case DrainingError():
            return "draining"
        case _:
            return None


def close_code(error: Refusal) -> int:
    """The code that a WebSocket is closed with."""
    if isinstance(error, SessionsFullError):
        return _TRY_AGAIN_LATER
    return _OWN_CODES + _status(error)


def _status(error: Refusal) -> HTTPStatus:
    match error:
        case SessionsFullError() | HistoryAwayError():
            return HTTPStatus.SERVICE_UNAVAILABLE
        case NoSuchConversationError():
            return HTTPStatus.NOT_FOUND
        case NotYourConversationError():
            return HTTPStatus.FORBIDDEN
        case _:
            return HTTPStatus.CONFLICT
