"""The scripted remote team as a process."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.support.server_process import free_port

_START_SECS = 60


@contextmanager
def team_at_work(manner: str) -> Iterator[str]:
    """Run it until the block is left; gives its address.

    Args:
        manner: As `tests.support.work.a2a_team` has it: `streaming`, `once` or `slow`.
    """
    port = free_port()
    command = [sys.executable, "-m", "tests.support.work.a2a_team", str(port), manner]
    team = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)})
    try:
        _wait_for(f"http://127.0.0.1:{port}/.well-known/agent-card.json")
        yield f"http://127.0.0.1:{port}"
    finally:
        team.kill()  # it would wait for tasks that never end
        team.wait(10)


def _wait_for(address: str) -> None:
    deadline = time.monotonic() + _START_SECS
    while time.monotonic() < deadline:
        try:
            httpx.get(address).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError(address)
