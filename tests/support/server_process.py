"""The real program in a process of its own, as a user starts it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import httpx
import psutil

from tests.support import learnt

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
    scheme = "https" if variables.get("HTTPS") else "http"
    server = ServerProcess(directory, program, f"{scheme}://127.0.0.1:{port}", variables)
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


def here(work: Callable[[], None]) -> None:
    """Run it where this process is."""
    work()


class ServerProcess:
    """One server, which may be killed and started again on the same data.

    Args:
        directory: Where it runs, and keeps what it keeps.
        program: Module and arguments.
        url: Where it will be.
        variables: Its settings.
        prefix: What starts the program, `ip netns exec …` say.
        where: Runs what asks whether it is healthy, in another namespace say.
    """

    def __init__(
        self,
        directory: Path,
        program: Sequence[str],
        url: str,
        variables: Mapping[str, str],
        *,
        prefix: Sequence[str] = (),
        where: Callable[[Callable[[], None]], None] = here,
    ) -> None:
        self.url = url
        self.data = directory / "data"
        self._command = [*prefix, sys.executable, "-m", *program]
        self._directory = directory
        self._log = directory / "server.log"
        kept = {"CACHE_DIR": str(directory / "cache"), "DATA_DIR": str(self.data)}
        self._environment = {**os.environ, **kept, **variables}
        self._cache = Path(self._environment["CACHE_DIR"])
        self._where = where
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it is healthy."""
        learnt.hand_out(self._cache)
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                self._command,
                cwd=self._directory,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        self._process = process
        try:
            self._where(lambda: _wait_healthy(self.url, process, self._log))
        except BaseException:
            self.stop()
            raise
        learnt.take_in(self._cache)

    def stop(self) -> None:
        """Stop it as a user does."""
        if self._process is None:
            return
        self._process.send_signal(signal.SIGINT)
        try:
            self._process.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()
        self._process = None

    def kill(self) -> None:
        """Kill it, as a power cut does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @property
    def cpu_seconds(self) -> float:
        """What it and its helpers have used so far."""
        assert self._process is not None
        server = psutil.Process(self._process.pid)
        times = [each.cpu_times() for each in (server, *server.children(recursive=True))]
        return sum(each.user + each.system for each in times)


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
