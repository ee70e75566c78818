"""Two network namespaces with a link between them that tests make as bad as they like.

Needs root, `ip` and /dev/net/tun; `needs_namespaces` skips where any of them is missing.
"""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

import pytest

from tests.support.bad_link import enter_namespace
from tests.support.weather import FINE, Weather

T = TypeVar("T")

CALLER_ADDRESS = "10.8.0.1"
SERVER_ADDRESS = "10.8.0.2"
_ROOT = Path(__file__).parents[2]


class BadNetwork:
    """A caller's side, a server's side, and the link between them."""

    def __init__(self, caller_side: str, server_side: str, link: subprocess.Popen[bytes]) -> None:
        self._caller_side = caller_side
        self._link = link
        self.server_prefix = ("ip", "netns", "exec", server_side)
        """What starts a program on the server's side."""

    def become(self, weather: Weather) -> None:
        """Change the weather for the packets that come from now on."""
        assert self._link.stdin is not None
        self._link.stdin.write(json.dumps(asdict(weather)).encode() + b"\n")
        self._link.stdin.flush()

    def call(self, work: Callable[[], T]) -> T:
        """Run something on the caller's side, in a thread of its own."""

        def run() -> T:
            enter_namespace(self._caller_side)
            return work()

        # A thread keeps its namespace, so this one is used for nothing else.
        with ThreadPoolExecutor(1) as pool:
            return pool.submit(run).result()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run a coroutine on the caller's side, on an event loop of its own."""
        return self.call(lambda: asyncio.run(work))


@contextmanager
def bad_network() -> Iterator[BadNetwork]:
    """Have such a network until the block is left."""
    caller_side, server_side = f"rpc{os.getpid()}", f"rps{os.getpid()}"
    with ExitStack() as stack:
        for name in (caller_side, server_side):
            _ip("netns", "add", name)
            stack.callback(_ip, "netns", "del", name)
        link = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.support.bad_link"),
                *(caller_side, CALLER_ADDRESS, server_side, SERVER_ADDRESS),
            ],
            cwd=_ROOT,
            env={**os.environ, "PYTHONPATH": f"{_ROOT}:{os.environ.get('PYTHONPATH', '')}"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        stack.callback(_end, link)
        assert link.stdout is not None
        if link.stdout.readline() != b"ready\n":
            raise RuntimeError("the link between the namespaces did not come up")
        network = BadNetwork(caller_side, server_side, link)
        network.become(FINE)
        yield network


@cache
def namespaces_permitted() -> bool:
    """Whether this user may have network namespaces here."""
    if os.geteuid() != 0 or not shutil.which("ip") or not os.access("/dev/net/tun", os.W_OK):
        return False
    name = f"rpt{os.getpid()}"
    if subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False).returncode:
        return False
    _ip("netns", "del", name)
    return True


def _ip(*arguments: str) -> None:
    subprocess.run(["ip", *arguments], check=True)


def _end(link: subprocess.Popen[bytes]) -> None:
    assert link.stdin is not None
    link.stdin.close()
    try:
        link.wait(5)
    except subprocess.TimeoutExpired:
        link.kill()
        link.wait()


needs_namespaces = pytest.mark.skipif(
    not namespaces_permitted(), reason="network namespaces need root, ip and /dev/net/tun"
)
