from __future__ import annotations

import ipaddress
from collections.abc import Sequence
from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import Scope


class PublicUrl:
    """What the world calls this server.

    Vendors sign the address they call, so it must be known as they know it. If it is not set, it is
    read from the request; a proxy's `X-Forwarded-…` headers count only if the proxy is trusted,
    since anybody can write them.
    """

    def __init__(self, fixed: str, trusted_proxies: Sequence[str]) -> None:
        """Make it of the settings.

        Args:
            fixed: Scheme and host, such as `https://agent.example.com`; empty to read it.
            trusted_proxies: Addresses and networks of proxies.
        """
        self._fixed = fixed.rstrip("/")
        self._trusted = [ipaddress.ip_network(each, strict=False) for each in trusted_proxies]

    def base(self, scope: Scope) -> str:
        """Scheme and host, without a path.

        Args:
            scope: A request's.
        """
        if self._fixed:
            return self._fixed
        headers = Headers(scope=scope)
        scheme, host = str(scope["scheme"]), headers.get("host", "")
        if self._is_trusted(scope):
            scheme = _first(headers.get("x-forwarded-proto", "")) or scheme
            host = _first(headers.get("x-forwarded-host", "")) or host
        secure = scheme in ("https", "wss")
        return f"{'https' if secure else 'http'}://{_checked(host)}"

    def of_request(self, scope: Scope) -> str:
        """The address that was called, with its query.

        Args:
            scope: A request's.
        """
        query: str = scope["query_string"].decode("latin-1")
        # Starlette's own path is decoded; a signature is over what was sent.
        path: str = (
            scope.get("raw_path", scope["path"].encode()).decode("latin-1").partition("?")[0]
        )
        return self.base(scope) + path + (f"?{query}" if query else "")

    def _is_trusted(self, scope: Scope) -> bool:
        client = scope.get("client")
        try:
            address = ipaddress.ip_address(client[0] if client else "")
        except ValueError:
            return False
        return any(address in network for network in self._trusted)


def _first(header: str) -> str:
    return header.partition(",")[0].strip()


def _checked(host: str) -> str:
    """A host as it may stand in an address; the header itself may hold anything."""
    try:
        parts = urlsplit(f"//{host}")
        sound = parts.port != 0 and parts.netloc == host and "@" not in host
    except ValueError:
        sound = False
    return host if sound and host.isprintable() and host.isascii() else "invalid"
