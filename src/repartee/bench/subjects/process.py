from __future__ import annotations

import asyncio
import os
import signal
import socket
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx
import psutil

from repartee.bench.subjects.ready import unready
from repartee.bench.subjects.subject import Subject

# To load, and then to answer. On a busy machine a start takes half a minute.
_PATIENCE_SECS = 60
_STOP_SECS = 20
_LOOK_SECS = 0.2


class SubjectFailedError(Exception):
    """A server did not start; the message has the end of its log."""


class SubjectProcess:
    """One server in a process of its own, from start to stop.

    Args:
        subject: Which.
        settings: The vendors' addresses and keys, by Repartee's names of variables.
        cores: On which cores it runs; None for any.
    """

    def __init__(
        self, subject: Subject, settings: Mapping[str, str], cores: Sequence[int] | None = None
    ) -> None:
        self.subject = subject
        self._cores = cores
        self.url = ""
        self._settings = {**settings, **(subject.settings or {})}
        self._folder = tempfile.TemporaryDirectory(prefix="repartee-bench-")
        self._process: asyncio.subprocess.Process | None = None

    async def __aenter__(self) -> Self:
        """Start it, and wait until it answers.

        Raises:
            SubjectFailedError: It ended, or was not ready in time.
            PeerMissingError: It cannot be had here.
        """
        command = await self.subject.command(port := _free_port())
        self.url = f"http://127.0.0.1:{port}"
        with self._log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *command,
                cwd=self._folder.name,
                env=self._environment(),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        try:
            if self._cores:
                psutil.Process(self._process.pid).cpu_affinity(list(self._cores))
            await self._until_ready(self._process)
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

    async def _until_ready(self, process: asyncio.subprocess.Process) -> None:
        until = time.monotonic() + _PATIENCE_SECS
        async with httpx.AsyncClient(trust_env=False) as http:
            while why := await unready(self.url + self.subject.ready, http):
                if process.returncode is not None:
                    raise self._failed(f"it ended with status {process.returncode}")
                if time.monotonic() > until:
                    raise self._failed(f"within {_PATIENCE_SECS} s {why}")
                await asyncio.sleep(_LOOK_SECS)

    def _failed(self, why: str) -> SubjectFailedError:
        end = self._log.read_text(errors="replace")[-2000:]
        return SubjectFailedError(f"{self.subject.name} did not start: {why}. Its log ends:\n{end}")

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
