from __future__ import annotations

_LONGEST_SECS = 300.0


def retry_after(error: BaseException) -> float:
    """How long a provider asked to be left alone.

    Args:
        error: What a vendor's client raised; most keep the HTTP response it came of.

    Returns:
        Seconds, at most 300; 0 if it did not say. A date instead of seconds counts as not said.
    """
    response = getattr(error, "response", None)
    headers = getattr(response, "headers", None) or getattr(error, "headers", None)
    try:
        stated = headers["retry-after"] if headers is not None else ""
        return min(max(float(stated), 0.0), _LONGEST_SECS)
    except (KeyError, TypeError, ValueError):
        return 0.0
