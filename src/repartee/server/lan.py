"""What this machine is called, and its addresses in the local network."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator

import psutil

# Networks between containers and virtual machines of this very machine: no phone is in them.
_INNER = ("docker", "br-", "veth", "virbr", "vmnet", "cni", "podman", "lxc")


def lan_addresses() -> list[str]:
    """Addresses at which others in the network find this machine, IPv4 before IPv6."""
    running = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        address
        for name, addresses in psutil.net_if_addrs().items()
        if name in running and not name.startswith(_INNER)
        for address in _usable(each.address for each in addresses)
    ]
    return sorted(dict.fromkeys(found), key=lambda each: ":" in each)


def host_name() -> str:
    """This machine's name, empty where it has none of use."""
    name = socket.gethostname().lower()
    return "" if name == "localhost" or not name.isascii() else name


def _usable(addresses: Iterator[str]) -> Iterator[str]:
    for each in addresses:
        try:
            address = ipaddress.ip_address(each)
        except ValueError:
            # A MAC address, or a link-local one with its interface.
            continue
        if not (address.is_loopback or address.is_link_local or address.is_unspecified):
            yield each
