"""What Cartesia's ears and voices have in common."""

from __future__ import annotations

from typing import Any

from pipecat.frames.frames import ErrorFrame
from pipecat.utils.errors import ErrorCategory, classify_http_status_code
from pydantic import SecretStr

from repartee.services.closes import words_category
from repartee.services.faults import RejectedError
from repartee.services.probe import Probe
from repartee.services.vendor import CARTESIA

API_VERSION = "2026-03-01"
"""The version that Pipecat's services speak."""


def cartesia_probe(address: str, key: SecretStr) -> Probe:
    """The cheapest call that proves the key.

    Args:
        address: Of the API, by HTTP.
        key: Its key.
    """
    headers = {"X-API-Key": key.get_secret_value(), "Cartesia-Version": API_VERSION}
    return Probe(CARTESIA, address, "/voices?limit=1", headers, key)


def reported_error(message: dict[str, Any]) -> ErrorFrame:
    """What an "error" message on a WebSocket says.

    Args:
        message: With `status_code`, and `title`, `message` or `error`.
    """
    said = " ".join(str(message[key]) for key in ("title", "message", "error") if message.get(key))
    status = message.get("status_code")
    category = classify_http_status_code(status) if isinstance(status, int) else None
    if category in {None, ErrorCategory.UNKNOWN}:
        category = words_category(said) or ErrorCategory.SERVER
    assert category is not None  # noqa: S101 - for the types
    error = RejectedError(said or "it reports an error", category)
    return ErrorFrame(str(error), exception=error, category=category)
