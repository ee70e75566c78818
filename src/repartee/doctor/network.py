"""Whether sound can get through: UDP here, and the STUN and TURN servers that are configured."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass

from repartee.doctor.finding import Finding, Setup, bad, good, warning

_PATIENCE_SECS = 1.5
_ATTEMPTS = 2
_PORT, _TLS_PORT = 3478, 5349
# RFC 8489: a Binding request of no attributes; type, length, magic cookie, transaction id.
_BINDING_REQUEST = bytes.fromhex("000100002112a442")
_BINDING_ANSWERS = (bytes.fromhex("0101"), bytes.fromhex("0111"))
_DOCS = "docs/out-of-the-house.md tells what sound needs."


@dataclass(frozen=True, slots=True)
class IceServer:
    """A STUN or TURN server, taken apart."""

    url: str
    host: str
    port: int
    by_tcp: bool


def parse_ice_server(url: str) -> IceServer:
    """Take apart `turn:turn.example.com:3478?transport=tcp` (RFC 7064 and 7065)."""
    scheme, _, rest = url.partition(":")
    place, _, query = rest.partition("?")
    host, port = _split_port(place)
    secure = scheme in ("stuns", "turns")
    by_tcp = secure or "transport=tcp" in query
    return IceServer(url, host, port or (_TLS_PORT if secure else _PORT), by_tcp)


def judge_network(udp_works: bool, silent: list[str], setup: Setup) -> Finding:
    """Whether sound can get through.

    Args:
        udp_works: Whether a packet sent here arrives here.
        silent: Those STUN and TURN servers that do not answer.
        setup: What is configured.
    """
    if not udp_works:
        return bad(
            "Sound", "no UDP packet gets through even on this machine", f"Allow UDP. {_DOCS}"
        )
    if silent:
        return bad(
            "Sound",
            f"{', '.join(silent)} does not answer",
            f"Check ICE_SERVERS and the firewall. {_DOCS}",
        )
    if setup.udp_ports is not None and setup.udp_ports < setup.sessions:
        return warning(
            "Sound",
            f"UDP works, with ports for {setup.udp_ports} of {setup.sessions} calls",
            "Widen WEBRTC_PORT_RANGE: every call takes one port, and some more while they connect.",
        )
    if setup.ice_servers:
        return good("Sound", f"UDP works, and so does {', '.join(setup.ice_servers)}")
    if setup.loopback:
        return good("Sound", "UDP works; enough for callers on this machine")
    return warning(
        "Sound",
        "UDP works here; callers behind other routers may hear nothing without a TURN server",
        f"If they do, set ICE_SERVERS. {_DOCS}",
    )


def look_at_network(setup: Setup) -> Finding:
    """Send a packet to ourselves, and ask each server; blocks for up to four seconds."""
    servers = [parse_ice_server(url) for url in setup.ice_servers]
    silent = [each.url for each in servers if not _answers(each)]
    return judge_network(_udp_works(), silent, setup)


def _udp_works() -> bool:
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender,
    ):
        receiver.settimeout(_PATIENCE_SECS)
        try:
            receiver.bind(("127.0.0.1", 0))
            sender.sendto(b"repartee", receiver.getsockname())
            return receiver.recv(16) == b"repartee"
        except OSError:
            return False


def _answers(server: IceServer) -> bool:
    try:
        return _connects(server) if server.by_tcp else _binds(server)
    except OSError:
        return False


def _connects(server: IceServer) -> bool:
    with socket.create_connection((server.host, server.port), _PATIENCE_SECS):
        return True


def _binds(server: IceServer) -> bool:
    family, kind, protocol, _, address = socket.getaddrinfo(
        server.host, server.port, type=socket.SOCK_DGRAM
    )[0]
    with socket.socket(family, kind, protocol) as asking:
        asking.settimeout(_PATIENCE_SECS)
        transaction = os.urandom(12)
        for _ in range(_ATTEMPTS):
            asking.sendto(_BINDING_REQUEST + transaction, address)
            try:
                answer = asking.recv(2048)
            except TimeoutError:
                continue
            return answer[:2] in _BINDING_ANSWERS and answer[8:20] == transaction
    return False


def _split_port(place: str) -> tuple[str, int | None]:
    if place.startswith("["):
        host, _, rest = place[1:].partition("]")
        return host, int(rest[1:]) if rest[1:].isdigit() else None
    host, _, port = place.partition(":")
    return host, int(port) if port.isdigit() else None
