"""The real program, killed in mid-conversation and started again at the same address."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil

from tests.support.server_process import serving_at


class RestartingServer:
    """A server that can be stopped like a service, or killed like a process."""

    def __init__(self, directory: Path, port: int, **variables: str) -> None:
        """Describe it; nothing runs yet.

        Args:
            directory: Where it keeps what it knows.
            port: Its port, the same each time.
            variables: Its environment.
        """
        self._directory = directory
        self._port = port
        self._variables = variables
        self._running = ExitStack()
        self.url = f"http://127.0.0.1:{port}"

    def start(self) -> None:
        """Start it, and wait until it is healthy."""
        self._running.enter_context(serving_at(self._port, self._directory, self._variables))

    def stop(self) -> None:
        """Stop it as a service is stopped: it tells its callers."""
        self._running.close()

    def kill(self) -> None:
        """Take it away without a word."""
        for child in psutil.Process().children():
            if str(self._port) in child.cmdline():
                child.kill()
        self.stop()


@contextmanager
def restarting(directory: Path, port: int, **variables: str) -> Iterator[RestartingServer]:
    """A started server; it is gone when the block is left."""
    server = RestartingServer(directory, port, **variables)
    server.start()
    try:
        yield server
    finally:
        server.stop()
