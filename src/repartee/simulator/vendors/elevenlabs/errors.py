"""What ElevenLabs says when it refuses, by HTTP and on a WebSocket."""

from __future__ import annotations

from collections.abc import Mapping

from repartee.simulator.vendors.elevenlabs.contexts import INVALID_KEY, ElevenLabsError

_BY_STATUS: Mapping[int, ElevenLabsError] = {
    401: INVALID_KEY,
    402: ElevenLabsError(
        "quota_exceeded", "This request exceeds your quota. You have 0 credits remaining."
    ),
    403: ElevenLabsError("missing_permissions", "The API key may not be used for this."),
    404: ElevenLabsError("not_found", "Not found."),
    429: ElevenLabsError(
        "too_many_concurrent_requests",
        "Too many concurrent requests. Please upgrade your subscription to increase this limit.",
    ),
    503: ElevenLabsError("system_busy", "Our systems are busy. Please try again later."),
}
_SORRY = ElevenLabsError(
    "internal_server_error",
    "We are sorry, something went wrong. You are not charged for this request.",
)


def error_of(status: int) -> ElevenLabsError:
    """What ElevenLabs says along with an HTTP status."""
    return _BY_STATUS.get(status, _SORRY)


def unknown_voice(voice: str) -> ElevenLabsError:
    """What it says to a voice that is none."""
    return ElevenLabsError(
        "voice_id_does_not_exist", f"A voice with the voice_id {voice} does not exist."
    )


def unknown_model(model: str) -> ElevenLabsError:
    """What it says to a model that is none."""
    return ElevenLabsError("model_not_found", f"A model with the model_id {model} does not exist.")


def unknown_format(name: str) -> ElevenLabsError:
    """What it says to a format that is none, and the stand-in to one that it cannot make."""
    return ElevenLabsError(
        "invalid_output_format",
        f"The output_format {name} is not supported. The stand-in streams PCM, ulaw and alaw.",
    )
