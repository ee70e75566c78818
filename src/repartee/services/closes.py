"""What the end of a WebSocket, or a sentence of an error, says about the reason."""

from __future__ import annotations

from pipecat.utils.errors import ErrorCategory

# In this order: "invalid api key: quota exceeded" is about credit.
_WORDS = (
    (
        ErrorCategory.QUOTA,
        ("quota", "credit", "billing", "insufficient funds", "spend limit", "payment"),
    ),
    (
        ErrorCategory.AUTHENTICATION,
        (
            "api key",
            "api_key",
            "api-key",
            "apikey",
            "unauthor",
            "unauthenticated",
            "not authenticated",
            "authentication",
            "invalid key",
            "invalid credentials",
            "invalid token",
        ),
    ),
    (
        ErrorCategory.RATE_LIMIT,
        ("rate limit", "rate_limit", "too many", "too_many", "concurren", "busy", "throttl"),
    ),
    (
        ErrorCategory.CONNECTIVITY,
        ("timeout", "timed out", "not received", "inactiv", "idle", "keepalive"),
    ),
    (
        ErrorCategory.INVALID_REQUEST,
        (
            "voice_id",
            "voice with",
            "voice not",
            "voice does not",
            "voice_not_found",
            "model_id",
            "model not",
            "model_not_found",
            "unknown model",
            "unsupported",
            "invalid_parameters",
        ),
    ),
    (
        ErrorCategory.SERVER,
        ("something went wrong", "internal", "server error", "unavailable", "overloaded"),
    ),
)
_CODES = {
    1001: ErrorCategory.SERVER,
    1011: ErrorCategory.SERVER,
    1012: ErrorCategory.SERVER,
    1013: ErrorCategory.SERVER,
    4001: ErrorCategory.AUTHENTICATION,
    4003: ErrorCategory.AUTHORIZATION,
    4029: ErrorCategory.RATE_LIMIT,
    4401: ErrorCategory.AUTHENTICATION,
    4403: ErrorCategory.AUTHORIZATION,
    4429: ErrorCategory.RATE_LIMIT,
}
POLICY_VIOLATION = 1008
"""What ElevenLabs and others close with for a bad key, but also for much else."""


def words_category(words: str) -> ErrorCategory | None:
    """Guess why something failed from a sentence about it.

    Args:
        words: A server's message, or the reason given with a WebSocket's close.

    Returns:
        The category, or None if the words tell none.
    """
    lower = words.lower()
    return next((each for each, signs in _WORDS if any(sign in lower for sign in signs)), None)


def close_category(code: int, reason: str, *, served: bool = False) -> ErrorCategory:
    """Tell why a server closed a WebSocket.

    Args:
        code: The close code of RFC 6455.
        reason: What the server gave as the reason.
        served: Whether the connection had served before it closed: then its key is good.

    Returns:
        The category. A policy violation without a telling reason is a bad key, unless the
        connection had worked.
    """
    by_words = words_category(reason)
    if by_words is not None and not (served and by_words is ErrorCategory.AUTHENTICATION):
        return by_words
    if code == POLICY_VIOLATION:
        return ErrorCategory.SERVER if served else ErrorCategory.AUTHENTICATION
    return _CODES.get(code, ErrorCategory.CONNECTIVITY)
