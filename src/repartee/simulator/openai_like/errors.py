"""Refusals in OpenAI's shape."""

from __future__ import annotations

from aiohttp import web

from repartee.simulator.standin import RefusedError

_TYPES = {
    401: ("invalid_request_error", "invalid_api_key"),
    402: ("insufficient_quota", "billing_hard_limit_reached"),
    403: ("invalid_request_error", "unsupported_country_region_territory"),
    429: ("requests", "rate_limit_exceeded"),
    500: ("server_error", None),
    503: ("server_error", "overloaded"),
    529: ("server_error", "overloaded"),
}


def openai_error(error: RefusedError) -> web.Response:
    """A refusal: `{"error": {"message", "type", "param", "code"}}`.

    Args:
        error: Status, message, code and parameter.
    """
    kind, code = _TYPES.get(error.status, ("invalid_request_error", None))
    body = {
        "message": error.message,
        "type": kind,
        "param": error.param or None,
        "code": error.code or code,
    }
    return web.json_response({"error": body}, status=error.status)
