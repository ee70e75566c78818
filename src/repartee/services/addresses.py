from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit

_WEBSOCKET = {"http": "ws", "https": "wss"}
_HTTP = {"ws": "http", "wss": "https"}


def with_version(address: str) -> str:
    """The address of an OpenAI-like API, whether or not its `/v1` was given.

    Args:
        address: Such as `http://speaches:8000`, or `http://speaches:8000/v1/`.
    """
    return f"{without_version(address)}/v1"


def without_version(address: str) -> str:
    """The address of the server itself, whether or not a `/v1` was given.

    Args:
        address: Such as `http://ollama:11434/v1`.
    """
    return address.rstrip("/").removesuffix("/v1").rstrip("/")


def as_websocket(address: str) -> str:
    """The same place, reached by WebSocket.

    Args:
        address: Beginning with http, https, ws or wss.
    """
    return _replace_scheme(address, _WEBSOCKET)


def as_http(address: str) -> str:
    """The same place, reached by HTTP.

    Args:
        address: Beginning with http, https, ws or wss.
    """
    return _replace_scheme(address, _HTTP)


def is_nearby(address: str) -> bool:
    """Whether a server is on this machine or in its own network, and so is nobody's who bills.

    Args:
        address: Such as `http://ollama:11434/v1`.
    """
    host = urlsplit(address).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return bool(host) and ("." not in host or host.endswith((".local", ".internal", ".lan")))


def _replace_scheme(address: str, schemes: dict[str, str]) -> str:
    stripped = address.rstrip("/")
    scheme = urlsplit(stripped).scheme
    return schemes.get(scheme, scheme) + stripped[len(scheme) :]
