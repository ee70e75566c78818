"""Whether a server can be called: it must answer for itself, as an open port says little."""

from __future__ import annotations

import httpx

_ANSWER_SECS = 5.0


async def unready(url: str, http: httpx.AsyncClient) -> str:
    """Ask a server whether it is ready.

    Args:
        url: Where it answers once it is: its health, or anything that it serves.
        http: Asks.

    Returns:
        Why it is not; empty where it is.
    """
    try:
        response = await http.get(url, timeout=_ANSWER_SECS)
    except httpx.HTTPError as error:
        return f"{url} does not answer: {type(error).__name__}"
    if response.status_code != httpx.codes.OK:
        return f"{url} answers {response.status_code}"
    return ""
