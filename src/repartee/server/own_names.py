"""The names by which browsers may call this server; no I/O."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

_HOST = re.compile(r"(\[(?P<address>[\da-fA-F:.]+)\]|(?P<name>[\w.-]+))(:\d+)?")


class OwnNames:
    """Tells this server's names from a stranger's that leads here.

    A page of `evil.example` may have that name lead to 127.0.0.1 a moment after it was loaded (DNS
    rebinding). To the browser, its requests then go to where the page is from, and `Origin` and
    `Host` agree. What gives it away is the name. Nobody can do so with an address in digits, nor
    with a name without a dot, which no public DNS has.
    """

    def __init__(self, names: Iterable[str]) -> None:
        """Take down the names.

        Args:
            names: Names with no port; `*.example.com` stands for all below it, `*` for any.
        """
        self._names = frozenset(name.lower() for name in names)

    def include(self, host: str) -> bool:
        """Whether a request that was sent to this host was meant for this server.

        Args:
            host: Of the request's `Host`: a name or an address, perhaps with a port. Empty for a
                request without one, which no browser sends.
        """
        if not host or "*" in self._names:
            return True
        name = _name_in(host)
        return bool(name) and (_is_local(name) or name in self._names or self._covers(name))

    def _covers(self, name: str) -> bool:
        labels = name.split(".")
        above = (".".join(labels[first:]) for first in range(1, len(labels)))
        return any(f"*.{each}" in self._names for each in above)


def _name_in(host: str) -> str:
    found = _HOST.fullmatch(host)
    if found is None:
        return ""
    return (found["address"] or found["name"]).lower().removesuffix(".")


def _is_local(name: str) -> bool:
    return "." not in name or name.endswith(".localhost") or _is_address(name)


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
