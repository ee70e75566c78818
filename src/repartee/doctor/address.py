"""Where the server listens: whether browsers give a microphone there, and whether it is free."""

from __future__ import annotations

import errno
import os
import socket
from dataclasses import dataclass

import psutil

from repartee.doctor.finding import Finding, Setup, bad, good, warning

_PRIVILEGED_PORTS = 1024
_HTTPS_ADVICE = (
    "Set HTTPS=1; or put a proxy with HTTPS in front of it, on the same machine, and "
    "SERVER_HOST=127.0.0.1. docs/out-of-the-house.md tells how."
)


@dataclass(frozen=True, slots=True)
class Holder:
    """The program that holds a port."""

    pid: int
    name: str
    is_repartee: bool


def judge_address(setup: Setup) -> Finding:
    """Whether browsers will give a microphone, and who may come in."""
    scheme = "https" if setup.https else "http"
    if setup.loopback:
        return good(
            "Address", f"{scheme}://localhost:{setup.port} gets a microphone in any browser"
        )
    if not setup.has_token:
        return _open_to_strangers(setup)
    if setup.own_certificate:
        return good(
            "Address",
            f"https://{setup.host} gets a microphone, once each browser has been told to trust "
            "this machine's own certificate",
        )
    if setup.https:
        return good("Address", f"https://{setup.host} gets a microphone in any browser")
    return warning(
        "Address",
        f"browsers give no microphone on http://{setup.host}, only on https and localhost",
        _HTTPS_ADVICE,
    )


def _open_to_strangers(setup: Setup) -> Finding:
    found = f"everybody who finds {setup.host} may call"
    if setup.https:
        return warning("Address", found, "Set ACCESS_TOKEN.")
    return warning(
        "Address",
        f"{found}, and no browser gives a microphone there",
        f"Set ACCESS_TOKEN. {_HTTPS_ADVICE}",
    )


def judge_port(setup: Setup, error: int | None, holder: Holder | None) -> Finding:
    """Whether the server can listen.

    Args:
        setup: Where.
        error: The `errno` of trying; None if it went well.
        holder: Who listens there, if that is known.
    """
    where = f"{setup.host}:{setup.port}"
    match error:
        case None if setup.port == 0:
            return good("Port", "a free one is taken at the start")
        case None:
            return good("Port", f"{where} is free")
        case errno.EADDRINUSE if holder and holder.is_repartee:
            return good("Port", f"Repartee itself listens on {where} (process {holder.pid})")
        case errno.EADDRINUSE:
            by = f"{holder.name} (process {holder.pid})" if holder else "another program"
            return bad(
                "Port", f"{where} is taken by {by}", "Stop that, or set SERVER_PORT to another."
            )
        case errno.EACCES if setup.port < _PRIVILEGED_PORTS:
            return bad(
                "Port",
                f"{setup.port} is for the administrator alone",
                "Set SERVER_PORT to 1024 or more, and let a proxy serve the low one.",
            )
        case errno.EADDRNOTAVAIL:
            return bad(
                "Port",
                f"{setup.host} is no address of this machine",
                "Set SERVER_HOST to 127.0.0.1, or to one of its addresses.",
            )
        case _:
            reason = os.strerror(error).lower()
            return bad("Port", f"{where} cannot be used: {reason}", "Check SERVER_HOST.")


def look_at_port(setup: Setup) -> Finding:
    """Try to listen; blocks."""
    error = _try_to_listen(setup)
    holder = _holder_of(setup.port) if error == errno.EADDRINUSE else None
    return judge_port(setup, error, holder)


def _try_to_listen(setup: Setup) -> int | None:
    family = socket.AF_INET6 if ":" in setup.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((setup.host, setup.port))
        except socket.gaierror:
            return errno.EADDRNOTAVAIL
        except OSError as error:
            return error.errno
    return None


def _holder_of(port: int) -> Holder | None:
    try:
        connections = psutil.net_connections(kind="tcp")
    except psutil.Error:
        # macOS tells the administrator alone.
        return None
    for each in connections:
        if each.status == psutil.CONN_LISTEN and each.laddr and each.laddr.port == port:
            return _holder(each.pid) if each.pid else None
    return None


def _holder(pid: int) -> Holder | None:
    try:
        process = psutil.Process(pid)
        command = process.cmdline()
        return Holder(pid, process.name(), _is_repartee(command))
    except psutil.Error:
        return None


def _is_repartee(command: list[str]) -> bool:
    return any(os.path.basename(word) == "repartee" for word in command[:3])  # noqa: PTH119
