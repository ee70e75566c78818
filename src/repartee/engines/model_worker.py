from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Hashable
from enum import Enum
from typing import Any, Generic, Protocol, TypeVar

from loguru import logger

from repartee.engines.fair_queue import FairQueue, QueueFullError

M = TypeVar("M")
R = TypeVar("R")

# A decode that is under way cannot be stopped from outside; past this the thread is left behind.
_FAREWELL_SECS = 5.0


class ModelUnavailableError(Exception):
    """The model is not loaded: not yet, not any more, or it could not be."""


class ModelBusyError(Exception):
    """More work is waiting for the model than it can do in any useful time."""


class WorkerState(Enum):
    """How a model is."""

    STOPPED = "stopped"
    LOADING = "loading"
    READY = "ready"
    CLOSED = "closed"


class Abandoned(Protocol):
    """Tells work in progress that nobody waits for it any more."""

    def is_set(self) -> bool:
        """Whether it may stop."""
        ...


class _Job:
    """One piece of work, and who waits for it."""

    def __init__(self, work: Callable[[Any, Abandoned], Any]) -> None:
        self._work = work
        self._loop = asyncio.get_running_loop()
        self.outcome: asyncio.Future[Any] = self._loop.create_future()
        self.abandoned = threading.Event()

    def do(self, model: object) -> None:
        """Do it, in the model's thread."""
        try:
            result = self._work(model, self.abandoned)
        except Exception as error:  # noqa: BLE001 - it belongs to whoever asked
            self.fail(error)
        else:
            self._settle(self.outcome.set_result, result)

    def fail(self, error: Exception) -> None:
        self._settle(self.outcome.set_exception, error)

    def _settle(self, settle: Callable[[Any], None], value: object) -> None:
        def unless_done() -> None:
            if not self.outcome.done():
                settle(value)

        # A loop that is closed has nobody left who waits.
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(unless_done)


class ModelWorker(Generic[M]):
    """One model in one thread, for all sessions in turns.

    The model is loaded in that thread and never leaves it, so libraries that are not thread safe
    are safe here, and the event loop never waits for them. One piece of work runs at a time: a
    model takes all cores it is given, and two runs beside each other would both be twice as slow.
    """

    def __init__(
        self,
        name: str,
        load: Callable[[], M],
        *,
        unload: Callable[[M], None] | None = None,
        most_waiting: int = 64,
        most_per_session: int = 16,
    ) -> None:
        """Describe the model; nothing is loaded yet.

        Args:
            name: What the thread and log lines are called.
            load: Loads and warms the model; runs in the model's thread.
            unload: Lets go of what the collector does not free; runs there, too.
            most_waiting: How many pieces of work may wait in all.
            most_per_session: How many pieces of one session may wait.
        """
        self._name = name
        self._load = load
        self._unload = unload
        self._queue: FairQueue[_Job] = FairQueue(most=most_waiting, most_per_key=most_per_session)
        self._changed = threading.Condition()
        self._thread: threading.Thread | None = None
        self._state = WorkerState.STOPPED
        self._working: _Job | None = None

    @property
    def state(self) -> WorkerState:
        """How it is."""
        return self._state

    @property
    def waiting(self) -> int:
        """How many pieces of work wait for their turn."""
        return len(self._queue)

    @property
    def is_idle(self) -> bool:
        """Whether it has nothing to do: work that nobody waits for hinders nobody then."""
        return self._working is None and not self._queue

    async def start(self) -> None:
        """Load the model; returns when it is ready. Harmless when it is loaded.

        Raises:
            Exception: Whatever loading raised; it may be started again.
        """
        if self._state is not WorkerState.STOPPED:
            return
        self._state = WorkerState.LOADING
        loaded = _Job(lambda model, _: model)
        self._thread = threading.Thread(
            target=self._main, args=(loaded,), name=self._name, daemon=True
        )
        self._thread.start()
        try:
            await loaded.outcome
        except BaseException:
            self._become(WorkerState.STOPPED)
            raise
        self._become(WorkerState.READY)

    async def run(self, session: Hashable, work: Callable[[M, Abandoned], R]) -> R:
        """Have a piece of work done with the model, when it is this session's turn.

        Cancelling takes it out of the queue; work that is under way is told, and its result lost.

        Args:
            session: Whose work it is; sessions take turns.
            work: Called in the model's thread with the model.

        Returns:
            What the work returned.

        Raises:
            ModelBusyError: If too much is waiting already.
            ModelUnavailableError: If the model is not loaded.
            Exception: Whatever the work raised.
        """
        job = _Job(work)
        self._put(session, job)
        try:
            result: R = await job.outcome
        except asyncio.CancelledError:
            job.abandoned.set()
            with self._changed:
                self._queue.remove(session, job)
            raise
        return result

    async def close(self) -> None:
        """Let the model go; what waits for it fails. Safe to call twice."""
        thread, self._thread = self._thread, None
        with self._changed:
            self._state = WorkerState.CLOSED
            while job := self._queue.take():
                job.fail(ModelUnavailableError(f"{self._name} was closed"))
            self._changed.notify()
        if thread is not None:
            await asyncio.to_thread(thread.join, _FAREWELL_SECS)
            if thread.is_alive():
                logger.warning("{} is still at work; leaving it behind", self._name)

    def _put(self, session: Hashable, job: _Job) -> None:
        with self._changed:
            if self._state is not WorkerState.READY:
                raise ModelUnavailableError(f"{self._name} is {self._state.value}")
            try:
                self._queue.put(session, job)
            except QueueFullError as error:
                raise ModelBusyError(f"{self._name} has too much to do: {error}") from error
            self._changed.notify()

    def _become(self, state: WorkerState) -> None:
        """Leave LOADING, unless the model was closed meanwhile."""
        with self._changed:
            if self._state is WorkerState.LOADING:
                self._state = state
            self._changed.notify()

    def _main(self, loaded: _Job) -> None:
        try:
            model = self._load()
        except Exception as error:  # noqa: BLE001 - it belongs to whoever starts the model
            loaded.fail(error)
            return
        loaded.do(None)
        while (job := self._next()) is not None:
            self._working = job
            job.do(model)
            self._working = None
        if self._unload is not None:
            self._unload(model)

    def _next(self) -> _Job | None:
        """Wait for the next piece of work; None when the model is no longer wanted."""
        with self._changed:
            while self._state in (WorkerState.LOADING, WorkerState.READY):
                if job := self._queue.take():
                    return job
                self._changed.wait()
            return None
