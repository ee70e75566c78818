from __future__ import annotations

from repartee.settings import Settings


def binds_everywhere(settings: Settings) -> bool:
    """Whether the server listens on every address of this machine."""
    return settings.server_host in ("0.0.0.0", "::")


def shown_host(settings: Settings) -> str:
    """The host as it stands in an address that works on this machine."""
    return "localhost" if binds_everywhere(settings) else in_address(settings.server_host)


def in_address(host: str) -> str:
    """A host name or IP address as it stands in an address.

    Args:
        host: An IPv6 one gets its brackets.
    """
    return f"[{host}]" if ":" in host else host
