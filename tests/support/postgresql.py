"""A real PostgreSQL, as an unprivileged user runs it: it refuses to be root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest

from tests.support.server_process import free_port

_DEBIAN = Path("/usr/lib/postgresql")
_START_SECS = 60
_USERS = ("postgres", "nobody")


def _programs() -> Path | None:
    """Where PostgreSQL's own programs are; Debian's are in no PATH."""
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if versions:
        return versions[-1].parent
    there = shutil.which("initdb")
    return Path(there).resolve().parent if there else None


PROGRAMS = _programs()

needs_postgresql = pytest.mark.skipif(
    PROGRAMS is None, reason="PostgreSQL is not installed: apt-get install postgresql"
)


class PostgreSQL:
    """A server on loopback with a database for whoever asks; killed without mercy if wished."""

    def __init__(self, directory: Path) -> None:
        assert PROGRAMS is not None
        self._directory = directory
        self._port = free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._run("initdb", "-D", f"{directory}/data", "-A", "trust", "-U", "repartee", "-N")

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        settings = {
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": str(self._directory),
            # Many tests' connections beside one another, little memory.
            "max_connections": "100",
            "shared_buffers": "32MB",
            # It is stopped without warning, but the machine is not.
            "fsync": "off",
        }
        options = [part for pair in settings.items() for part in ("-c", "=".join(pair))]
        command = ["postgres", "-D", f"{self._directory}/data", "-p", str(self._port), *options]
        with (self._directory / "log").open("ab") as log:
            self._process = self._start(command, log.fileno())
        self._wait_until_ready()

    def stop(self) -> None:
        """Stop it at once, as a power cut does; it recovers at its next start."""
        if self._process is not None:
            self._run("pg_ctl", "stop", "-D", f"{self._directory}/data", "-m", "immediate", "-w")
            self._process.wait(60)
            self._process = None

    def new_database(self) -> str:
        """The address of an empty database."""
        name = f"history_{uuid4().hex}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self._port), "-U", "repartee", name)
        return f"postgresql://repartee@127.0.0.1:{self._port}/{name}"

    def _wait_until_ready(self) -> None:
        until = time.monotonic() + _START_SECS
        command = ["pg_isready", "-q", "-h", "127.0.0.1", "-p", str(self._port)]
        while self._start(command, subprocess.DEVNULL).wait(60):
            if time.monotonic() > until:
                raise AssertionError((self._directory / "log").read_text())
            time.sleep(0.1)

    def _run(self, program: str, *arguments: str) -> None:
        process = self._start([program, *arguments], subprocess.PIPE)
        said, _ = process.communicate(timeout=_START_SECS)
        assert process.returncode == 0, said.decode()

    def _start(self, command: Sequence[str], output: int) -> subprocess.Popen[bytes]:
        assert PROGRAMS is not None
        user = _user() if os.geteuid() == 0 else None
        return subprocess.Popen(
            [str(PROGRAMS / command[0]), *command[1:]],
            cwd=self._directory,
            stdout=output,
            stderr=subprocess.STDOUT,
            user=user.pw_uid if user else None,
            group=user.pw_gid if user else None,
            extra_groups=[] if user else None,
        )


def _user() -> pwd.struct_passwd:
    names = {each.pw_name: each for each in pwd.getpwall()}
    return next(names[each] for each in _USERS if each in names)


@contextmanager
def running_postgresql() -> Iterator[PostgreSQL]:
    """Run one until the block is left."""
    # Not in pytest's own directory, which other users may not enter.
    directory = Path(tempfile.mkdtemp(prefix="postgresql-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(directory, _user().pw_uid, _user().pw_gid)
        server = PostgreSQL(directory)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(directory, ignore_errors=True)
