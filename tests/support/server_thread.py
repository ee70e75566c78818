"""A server in a thread's event loop, for tests that are not coroutines (Hypothesis)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from repartee.app import create_app
from repartee.settings import Settings
from tests.support.running_server import running
from tests.support.scripted_stack import ScriptedStack

T = TypeVar("T")


class ServerThread:
    """Where the server is, and a way to run coroutines beside it."""

    def __init__(self, url: str, stack: ScriptedStack, loop: asyncio.AbstractEventLoop) -> None:
        self.url = url
        self.stack = stack
        self._loop = loop

    def run(self, work: Coroutine[Any, Any, T], timeout_secs: float = 60) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(timeout_secs)


@contextmanager
def server_thread(settings: Settings) -> Iterator[ServerThread]:
    stack = ScriptedStack()
    started = threading.Event()
    box: list[ServerThread] = []
    stop: list[asyncio.Event] = []

    async def serve() -> None:
        stop.append(asyncio.Event())
        async with running(create_app(settings, stack)) as url:
            box.append(ServerThread(url, stack, asyncio.get_running_loop()))
            started.set()
            await stop[0].wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    assert started.wait(30), "the server did not start"
    try:
        yield box[0]
    finally:
        box[0].run(_set(stop[0]))
        thread.join(30)


async def _set(event: asyncio.Event) -> None:
    event.set()
