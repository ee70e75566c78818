"""One event loop and one recorder a module: a hundred examples must not pay for them each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from repartee.settings import Settings
from tests.properties.connected import GREETING, freed
from tests.support.recorder import Recorder, recording
from tests.support.server_thread import ServerThread, server_thread


@pytest.fixture(scope="module")
def loop() -> Iterator[asyncio.Runner]:
    """Runs one coroutine after the other; what they leave open stays open."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="module")
def recorder(loop: asyncio.Runner) -> Iterator[Recorder]:
    stack = AsyncExitStack()
    yield loop.run(stack.enter_async_context(recording()))
    loop.run(stack.aclose())


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerThread]:
    cache: Path = tmp_path_factory.mktemp("cache")
    configured = Settings(
        _env_file=None, cache_dir=cache, data_dir=cache, greeting=GREETING, max_sessions=50
    )
    with server_thread(configured) as running:
        yield running


@pytest.fixture
def forgetful(server: ServerThread) -> Iterator[None]:
    """A server that forgets after each test what it was told."""
    yield
    server.run(freed(server))
    server.stack.forget()
