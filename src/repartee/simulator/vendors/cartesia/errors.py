"""What Cartesia says when it refuses, in the shapes of its API version 2026-03-01.

Source: https://docs.cartesia.ai/use-the-api/api-errors, read in November 2026.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

Message = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class CartesiaError:
    """A refusal."""

    status: int
    title: str
    message: str
    code: str | None = None
    """Machine-readable; None where there is no code for it."""

    def body(self, request_id: str) -> Message:
        """The body of an HTTP answer."""
        return {
            "error_code": self.code,
            "title": self.title,
            "message": self.message,
            "request_id": request_id,
        }

    def event(self, request_id: str, context_id: str | None = None) -> Message:
        """The message on a WebSocket.

        Args:
            request_id: Of the connection.
            context_id: Whose fault it was; None for speech-to-text and for the whole connection.
        """
        context = {} if context_id is None else {"context_id": context_id}
        return {
            "type": "error",
            "done": True,
            "status_code": self.status,
            **self.body(request_id),
            **context,
        }


_BY_STATUS: Mapping[int, CartesiaError] = {
    401: CartesiaError(401, "Unauthorized", "The API key is not valid.", "unauthorized"),
    402: CartesiaError(402, "Payment required", "You have run out of credits.", "quota_exceeded"),
    403: CartesiaError(403, "Forbidden", "This key may not use this.", "forbidden"),
    429: CartesiaError(
        429,
        "Too many concurrent requests",
        "You have exceeded your plan's concurrency limit.",
        "concurrency_limited",
    ),
    500: CartesiaError(500, "Internal server error", "Something went wrong on our side."),
    503: CartesiaError(503, "Service unavailable", "Please try again in a moment."),
}


def error_of(status: int) -> CartesiaError:
    """What Cartesia says along with an HTTP status."""
    return _BY_STATUS.get(status) or CartesiaError(status, "Error", "The request failed.")


def bad_request(title: str, message: str) -> CartesiaError:
    """What Cartesia says to a request that cannot be carried out."""
    return CartesiaError(400, title, message, "invalid_request")


MODEL_NOT_FOUND = CartesiaError(
    400,
    "Invalid model",
    "The model is not valid, make sure it is a valid model ID.",
    "model_not_found",
)
VOICE_NOT_FOUND = CartesiaError(
    404,
    "Voice not found",
    "The voice is not available, make sure it is a valid voice ID.",
    "voice_not_found",
)
