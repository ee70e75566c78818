from __future__ import annotations

import asyncio
import os
import signal
import socket
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

from repartee.bench.subjects.subject import Subject

_START_SECS = 120
_STOP_SECS = 20
_LOOK_SECS = 0.2


class SubjectFailedError(Exception):
    """A server did not start; the message has the end of its log."""


class SubjectProcess:
    """One server in a process of its own, from start to stop.

    Args:
        subject: Which.
        settings: The vendors' addresses and keys, by Repartee's names of variables.
    """

    def __init__(self, subject: Subject, settings: Mapping[str, str]) -> None:
        self.subject = subject
        self.url = ""
        self._settings = {**settings, **(subject.settings or {})}
        self._folder = tempfile.TemporaryDirectory(prefix="repartee-bench-")
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        """Start it, and wait until it listens.

        Raises:
            SubjectFailedError: It ended, or did not listen in time.
        """
        port = _free_port()
        self.url = f"http://127.0.0.1:{port}"
        with self._log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *self.subject.command(port),
                cwd=self._folder.name,
                env=self._environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            await self._until_it_listens(self._process, port)
        except BaseException:
            await self._stop()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._stop()

    def processor_secs(self) -> float:
        """Processor time it has used so far, its own processes included."""
        if self._process is None:
            return 0.0
        main = psutil.Process(self._process.pid)
        times = [each.cpu_times() for each in (main, *main.children(recursive=True))]
        return float(sum(each.user + each.system for each in times))

    def resident_bytes(self) -> int:
        """Memory it holds, its own processes included; what they share counts for each."""
        if self._process is None:
            return 0
        main = psutil.Process(self._process.pid)
        return sum(each.memory_info().rss for each in (main, *main.children(recursive=True)))

    @property
    def _log(self) -> Path:
        return Path(self._folder.name, "server.log")

    def _environment(self) -> dict[str, str]:
        own = {name: str(Path(self._folder.name, name.lower())) for name in ("DATA_DIR",)}
        return {**os.environ, **own, **self._settings}

    async def _until_it_listens(self, process: asyncio.subprocess.Process, port: int) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + _START_SECS
        while not await _listens(port):
            if process.returncode is not None or loop.time() > until:
                end = self._log.read_text(errors="replace")[-2000:]
                raise SubjectFailedError(f"{self.subject.name} did not start. Its log ends:\n{end}")
            await asyncio.sleep(_LOOK_SECS)

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.returncode is None:
            process.send_signal(signal.SIGINT)
            try:
                await asyncio.wait_for(process.wait(), _STOP_SECS)
            except TimeoutError:
                process.kill()
                await process.wait()
        self._folder.cleanup()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    writer.close()
    return True
