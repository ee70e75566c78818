"""The real program in a process of its own, as a user starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx

_START_TIMEOUT_SECS = 60
_ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def serving(directory: Path, **variables: str) -> AbstractContextManager[str]:
    """Run `repartee serve` until the block is left; gives its address."""
    return serving_at(free_port(), directory, variables)


def serving_at(
    port: int, directory: Path, variables: Mapping[str, str]
) -> AbstractContextManager[str]:
    """Run `repartee serve` on a port of the caller's choice until the block is left."""
    return _running(directory, port, ["repartee", "serve", "--port", str(port)], variables)


def serving_forgivingly(directory: Path, **variables: str) -> AbstractContextManager[str]:
    """Run a server that forgets at `POST /test/forget` what it learnt of its providers."""
    port = free_port()
    variables["PYTHONPATH"] = os.pathsep.join([str(_ROOT), os.environ.get("PYTHONPATH", "")])
    return _running(directory, port, ["tests.support.forgiving_server", str(port)], variables)


@contextmanager
def _running(
    directory: Path, port: int, program: Sequence[str], variables: Mapping[str, str]
) -> Iterator[str]:
    own = {"CACHE_DIR": str(directory / "cache"), "DATA_DIR": str(directory / "data")}
    environment = {**os.environ, **own, **variables}
    with (directory / "server.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", *program],
            cwd=directory,
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            scheme = "https" if variables.get("HTTPS") else "http"
            url = f"{scheme}://127.0.0.1:{port}"
            _wait_healthy(url, process, directory / "server.log")
            yield url
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_healthy(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _START_TIMEOUT_SECS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"the server ended at its start:\n{log.read_text()}")
        try:
            # Whether its certificate is good is for a test to see.
            if httpx.get(f"{url}/health", verify=False).json()["status"] == "healthy":
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(f"the server did not become healthy:\n{log.read_text()}")
