"""One event loop and one recorder a module: a hundred examples must not pay for them each."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack

import pytest

from tests.support.recorder import Recorder, recording


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
