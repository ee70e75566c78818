from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from functools import partial

import pytest

from repartee.engines.model_worker import (
    Abandoned,
    ModelBusyError,
    ModelUnavailableError,
    ModelWorker,
    WorkerState,
)


class _Blocked:
    """A piece of work that goes on until it is let go, or abandoned."""

    def __init__(self) -> None:
        self.begun = threading.Event()
        self.release = threading.Event()
        self.saw_abandoned = False

    def __call__(self, model: str, abandoned: Abandoned) -> str:
        self.begun.set()
        while not self.release.wait(0.005):
            if abandoned.is_set():
                self.saw_abandoned = True
                break
        return model


@pytest.fixture
async def worker() -> AsyncIterator[ModelWorker[str]]:
    worker = ModelWorker("test", lambda: "model", most_waiting=3, most_per_session=2)
    await worker.start()
    yield worker
    await worker.close()


def _append(order: list[str], name: str, _model: str, _abandoned: Abandoned) -> None:
    order.append(name)


async def _begun(work: _Blocked) -> None:
    assert await asyncio.to_thread(work.begun.wait, 5)


async def test_the_model_is_loaded_once_and_never_leaves_its_thread() -> None:
    threads: set[int] = set()

    def load() -> str:
        threads.add(threading.get_ident())
        return "model"

    worker = ModelWorker("test", load)
    await worker.start()
    await worker.start()
    for session in range(3):
        threads.add(await worker.run(session, lambda _model, _: threading.get_ident()))
    await worker.close()
    assert len(threads) == 1
    assert threads != {threading.get_ident()}


async def test_sessions_take_turns(worker: ModelWorker[str]) -> None:
    blocked, order = _Blocked(), list[str]()
    holding = asyncio.create_task(worker.run("x", blocked))
    await _begun(blocked)
    waiting = []
    for name in ("a1", "a2", "b1"):
        waiting.append(asyncio.create_task(worker.run(name[0], partial(_append, order, name))))
        await asyncio.sleep(0)
    blocked.release.set()
    await asyncio.gather(holding, *waiting)
    assert order == ["a1", "b1", "a2"]


async def test_too_much_work_is_refused(worker: ModelWorker[str]) -> None:
    blocked = _Blocked()
    holding = asyncio.create_task(worker.run("x", blocked))
    await _begun(blocked)
    waiting = [asyncio.create_task(worker.run("a", lambda model, _: model)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(ModelBusyError):
        await worker.run("a", lambda model, _: model)
    waiting.append(asyncio.create_task(worker.run("b", lambda model, _: model)))
    await asyncio.sleep(0)
    with pytest.raises(ModelBusyError):
        await worker.run("c", lambda model, _: model)
    blocked.release.set()
    assert await asyncio.gather(holding, *waiting) == ["model"] * 4


async def test_cancelled_work_that_waits_is_never_done(worker: ModelWorker[str]) -> None:
    blocked, done = _Blocked(), list[str]()
    holding = asyncio.create_task(worker.run("x", blocked))
    await _begun(blocked)
    waiting = asyncio.create_task(worker.run("a", lambda model, _: done.append(model)))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert worker.waiting == 0
    blocked.release.set()
    await holding
    assert not done


async def test_cancelled_work_in_progress_is_told(worker: ModelWorker[str]) -> None:
    blocked = _Blocked()
    holding = asyncio.create_task(worker.run("x", blocked))
    await _begun(blocked)
    holding.cancel()
    await asyncio.wait([holding])
    assert await worker.run("a", lambda model, _: model) == "model"
    assert blocked.saw_abandoned


async def test_a_failure_is_told_to_whoever_asked_and_the_next_is_served(
    worker: ModelWorker[str],
) -> None:
    def fail(_model: str, _abandoned: Abandoned) -> None:
        raise ValueError("no such thing")

    with pytest.raises(ValueError, match="no such thing"):
        await worker.run("a", fail)
    assert await worker.run("a", lambda model, _: model) == "model"


async def test_a_model_that_cannot_be_loaded_says_why_and_may_be_tried_again() -> None:
    attempts = []

    def load() -> str:
        attempts.append(1)
        if len(attempts) == 1:
            raise OSError("no such file")
        return "model"

    worker = ModelWorker("test", load)
    with pytest.raises(OSError, match="no such file"):
        await worker.start()
    with pytest.raises(ModelUnavailableError):
        await worker.run("a", lambda model, _: model)
    await worker.start()
    assert await worker.run("a", lambda model, _: model) == "model"
    await worker.close()


async def test_closing_fails_what_waits_and_may_be_done_twice(worker: ModelWorker[str]) -> None:
    blocked = _Blocked()
    holding = asyncio.create_task(worker.run("x", blocked))
    await _begun(blocked)
    waiting = asyncio.create_task(worker.run("a", lambda model, _: model))
    await asyncio.sleep(0)
    closing = asyncio.create_task(worker.close())
    with pytest.raises(ModelUnavailableError):
        await waiting
    blocked.release.set()
    assert await holding == "model"
    await closing
    await worker.close()
    assert worker.state is WorkerState.CLOSED
