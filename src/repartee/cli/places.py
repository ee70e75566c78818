from __future__ import annotations

from repartee.settings import Settings

_EVERYWHERE = ("0.0.0.0", "::")


def binds_everywhere(settings: Settings) -> bool:
    """Whether the server listens on every address of this machine."""
    return settings.server_host in _EVERYWHERE


def shown_host(settings: Settings) -> str:
    """The host as it stands in an address that works on this machine."""
    return reachable_host(settings.server_host)


def reachable_host(bound: str) -> str:
    """The host by which this machine reaches what listens there, as it stands in an address.

    Args:
        bound: A host name or IP address.
    """
    return "localhost" if bound in _EVERYWHERE else in_address(bound)


def in_address(host: str) -> str:
    """A host name or IP address as it stands in an address.

    Args:
        host: An IPv6 one gets its brackets.
    """
    return f"[{host}]" if ":" in host else host
