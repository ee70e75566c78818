from __future__ import annotations

from openai import AsyncOpenAI, DefaultAsyncHttpxClient, Timeout
from pipecat.utils.http import connection_limits

CONNECT_SECS = 4.0
"""Longest wait for a connection."""
READ_SECS = 30.0
"""Longest wait for the next byte; the failover above loses patience much sooner."""
_NO_KEY = "none"


def open_client(address: str, key: str, *, read_secs: float = READ_SECS) -> AsyncOpenAI:
    """Open a pool of connections to an OpenAI-like API.

    Pipecat opens one a service, thus one a caller, which costs each first request a handshake. The
    client does not retry: whoever knows the caller's patience decides that.

    Args:
        address: Ending in `/v1`.
        key: Its key; empty where none is wanted. It is never taken from the environment.
        read_secs: Longest wait for the next byte, in seconds.
    """
    timeout = Timeout(read_secs, connect=CONNECT_SECS)
    limits = connection_limits(
        max_connections=1000, max_keepalive_connections=100, keepalive_expiry=None
    )
    return AsyncOpenAI(
        api_key=key or _NO_KEY,
        base_url=address,
        max_retries=0,
        timeout=timeout,
        http_client=DefaultAsyncHttpxClient(limits=limits, timeout=timeout),
    )
