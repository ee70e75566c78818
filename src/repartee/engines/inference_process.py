from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import wait
from typing import ParamSpec, TypeVar

from loguru import logger

P = ParamSpec("P")
T = TypeVar("T")


class InferenceUnavailableError(Exception):
    """The process died, or gave no answer in time; the next call finds a fresh one."""


class InferenceProcess:
    """One child process that runs a model's calls in order, off our interpreter's lock.

    A model that holds the GIL while it works (PocketSphinx does, for all of a call) would freeze
    every caller of the server; ONNX models leave the lock alone but still fight for the core.
    The child is started by spawn, because forking a process with threads is unsafe.
    """

    def __init__(
        self, name: str, load: Callable[..., None], *arguments: object, niceness: int = 0
    ) -> None:
        """Describe the process; nothing runs yet.

        Args:
            name: What log lines call it.
            load: A module-level function that loads the model into the child's globals.
            *arguments: What `load` is called with; must be picklable.
            niceness: How far the child steps back where cores are short, 0 to 19.
        """
        self._name = name
        self._load = load
        self._arguments = arguments
        self._niceness = niceness
        self._pool: ProcessPoolExecutor | None = None
        self.generation = 0
        """How many processes there have been: state kept in an earlier one is gone."""

    async def start(self) -> None:
        """Start the child and wait until its model is loaded.

        Raises:
            InferenceUnavailableError: If the child ends while it loads.
        """
        self._renew()
        await self.call(os.getpid)

    async def close(self) -> None:
        """End the child."""
        pool, self._pool = self._pool, None
        if pool is not None:
            await asyncio.to_thread(pool.shutdown, wait=True, cancel_futures=True)

    async def call(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a module-level function in the child.

        Args:
            work: The function; it finds the model in the child's globals.
            *args: Its positional arguments, picklable. Keyword arguments are not supported.
            **kwargs: Must be empty.

        Returns:
            What the function returned, or raised.

        Raises:
            InferenceUnavailableError: If the child is not running or died.
        """
        if self._pool is None or kwargs:
            raise InferenceUnavailableError(f"the {self._name} process is not running")
        pool = self._pool
        try:
            with _interrupts_held():
                answer = asyncio.get_running_loop().run_in_executor(pool, work, *args)
            return await answer
        except (BrokenProcessPool, RuntimeError) as error:
            if self._pool is pool and isinstance(error, BrokenProcessPool):
                logger.warning("The {} process died; starting another", self._name)
                self._renew()
            raise InferenceUnavailableError(f"the {self._name} process failed: {error}") from error

    def submit(self, work: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> None:
        """Run a function in the child without waiting for it; its outcome is lost.

        Args:
            work: The function.
            *args: Its positional arguments, picklable.
            **kwargs: Must be empty.
        """
        with contextlib.suppress(RuntimeError):
            if self._pool is not None:
                self._pool.submit(work, *args, **kwargs)

    def _renew(self) -> None:
        self.generation += 1
        self._pool = ProcessPoolExecutor(
            max_workers=1,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_initialise,
            initargs=(self._load, self._arguments, self._niceness),
        )


@contextlib.contextmanager
def _interrupts_held() -> Iterator[None]:
    """Have a child that is started meanwhile be born deaf to Ctrl-C.

    It reaches the whole process group, the parent alone decides what it means, and a child is
    still importing, with no handler set, in its first second.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _initialise(load: Callable[..., None], arguments: tuple[object, ...], niceness: int) -> None:
    if niceness:
        os.nice(niceness)
    threading.Thread(target=_die_with_parent, daemon=True).start()
    load(*arguments)


def _die_with_parent() -> None:
    # A killed parent closes nothing: without this the child would wait for work for ever.
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)
