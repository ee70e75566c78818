"""A real coturn with time-limited credentials, as docs/out-of-the-house.md configures it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from repartee.server.lan import lan_addresses

_START_SECS = 20
_LOWEST_RELAY_PORT, _HIGHEST_RELAY_PORT = 49_152, 49_400

_PROGRAM = shutil.which("turnserver")
_ADDRESS = next((each for each in lan_addresses() if "." in each), "")
needs_coturn = pytest.mark.skipif(
    not (_PROGRAM and _ADDRESS), reason="needs coturn (apt-get install coturn) and a network"
)


@dataclass(frozen=True)
class Coturn:
    """Where it is, and what it writes."""

    url: str
    secret: str
    log: Path

    @property
    def wrote(self) -> str:
        return self.log.read_text(errors="replace")


@contextmanager
def coturn(directory: Path, secret: str = "north-by-northwest") -> Iterator[Coturn]:
    """Run it until the block is left."""
    port = _free_port()
    log = directory / "turn.log"
    config = directory / "turnserver.conf"
    config.write_text(
        "\n".join(
            [
                f"listening-ip={_ADDRESS}",
                f"relay-ip={_ADDRESS}",
                f"listening-port={port}",
                f"min-port={_LOWEST_RELAY_PORT}",
                f"max-port={_HIGHEST_RELAY_PORT}",
                "realm=talk.example.com",
                "use-auth-secret",
                f"static-auth-secret={secret}",
                "fingerprint",
                "no-tls",
                "no-dtls",
                "no-cli",
                "no-multicast-peers",
                "verbose",
                f"userdb={directory / 'turn.db'}",
                f"pidfile={directory / 'turn.pid'}",
                "log-file=stdout",
            ]
        )
    )
    assert _PROGRAM
    with log.open("wb") as out:
        process = subprocess.Popen(
            [_PROGRAM, "-c", str(config)], stdout=out, stderr=out, cwd=directory
        )
    try:
        _wait_listening(port, process, log)
        yield Coturn(f"turn:{_ADDRESS}:{port}", secret, log)
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait_listening(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_SECS
    while time.monotonic() < until:
        try:
            # It listens to TCP, too, on the same port.
            socket.create_connection((_ADDRESS, port), 1).close()
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"coturn did not start:\n{log.read_text()}")


def _free_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((_ADDRESS, 0))
        return int(probe.getsockname()[1])
