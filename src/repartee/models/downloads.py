from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass

from loguru import logger

from repartee.models import catalogue
from repartee.models.errors import ModelError, TooManyDownloadsError
from repartee.models.progress import Phase, Progress, Tell, Tracker
from repartee.models.pull import Puller
from repartee.models.store import ModelStore

Job = Callable[[Tell], Awaitable[object]]
"""Downloads something and tells how far it has got. Raises `ModelError` with a sentence for people
where it fails; it is cancelled to stop it."""

_AT_ONCE = 2
_SHOWN_SECS = {Phase.DONE: 8.0, Phase.CANCELLED: 2.0, Phase.FAILED: 600.0}
_UPDATE_SECS = 0.5
_UNEXPECTED = "It failed in a way nobody foresaw; the server's log tells how. Try again."


@dataclass(slots=True)
class _Running:
    job: Job
    tracker: Tracker
    task: asyncio.Task[object]
    ended_at: float | None = None


class Downloads:
    """What is being downloaded: model files, and what Ollama or Speaches fetch for themselves.

    Those that ended stay in the list for a while, so that whoever looks every few seconds learns
    how it went.
    """

    def __init__(
        self,
        store: ModelStore,
        puller: Puller,
        *,
        at_once: int = _AT_ONCE,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Start without downloads.

        Args:
            store: Where models are kept.
            puller: Fetches them.
            at_once: How many model files may be asked for at the same time.
            clock: The time in seconds.
        """
        self.store = store
        self._puller = puller
        self._at_once = at_once
        self._clock = clock
        self._all: dict[str, _Running] = {}
        self._closing = asyncio.Event()

    @property
    def list(self) -> tuple[Progress, ...]:
        """Those that run, and those that ended just now, oldest first."""
        now = self._clock()
        for name, each in [*self._all.items()]:
            phase = each.tracker.progress.phase
            if each.ended_at is not None and now - each.ended_at > _SHOWN_SECS[phase]:
                del self._all[name]
        return tuple(each.tracker.progress for each in self._all.values())

    @property
    def running(self) -> bool:
        """Whether anything is under way."""
        return any(each.ended_at is None for each in self._all.values())

    def get(self, name: str) -> Progress | None:
        """How far one has got; None if there is no such download."""
        found = self._all.get(name)
        return found.tracker.progress if found else None

    def pull(self, name: str) -> Progress:
        """Begin to fetch a model's files; one that is under way goes on.

        Args:
            name: Of the catalogue, an alias, or `org/name` of the hub.

        Returns:
            How far it has got.

        Raises:
            UnknownModelError: If there is no such model.
            TooManyDownloadsError: If enough are under way.
        """
        entry = catalogue.find(name)
        under_way = sum(each.ended_at is None for each in self._all.values())
        if under_way >= self._at_once and not self._runs(entry.name):
            raise TooManyDownloadsError(
                f"{under_way} downloads are under way; {entry.name} must wait. Try again later, "
                "or stop one."
            )
        return self.run(entry.name, lambda tell: self._puller.pull(entry, tell))

    def run(self, name: str, job: Job) -> Progress:
        """Begin a download of any kind; one of the same name that is under way goes on.

        Args:
            name: What people know it by, such as `llama3.2:3b`.
            job: Does it.

        Returns:
            How far it has got.
        """
        if not self._runs(name):
            tracker = Tracker(name, self._clock)
            task = asyncio.create_task(_work(job, tracker.tell), name=f"download {name}")
            self._all.pop(name, None)
            running = self._all[name] = _Running(job, tracker, task)
            task.add_done_callback(lambda done: self._ended(running, done))
        return self._all[name].tracker.progress

    def again(self, name: str) -> Progress | None:
        """Begin once more what has ended.

        Args:
            name: Which.

        Returns:
            How far it has got; None if there was no such download.
        """
        found = self._all.get(name)
        return self.run(name, found.job) if found else None

    async def ended(self, name: str) -> Progress | None:
        """Wait for a download to end.

        Args:
            name: Which.

        Returns:
            How it ended; None if there is no such download.
        """
        found = self._all.get(name)
        if found is None:
            return None
        await asyncio.wait([found.task])
        return found.tracker.progress

    async def cancel(self, name: str) -> Progress | None:
        """Stop a download; what came so far is kept.

        Args:
            name: Which.

        Returns:
            How it ended; None if no such download runs.
        """
        if not self._runs(name):
            return None
        self._all[name].task.cancel()
        return await self.ended(name)

    async def changes(self) -> AsyncIterator[tuple[Progress, ...]]:
        """Tell how far all have got, twice a second, until none runs or the server stops."""
        while True:
            yield self.list
            if not self.running or self._closing.is_set():
                return
            try:
                async with asyncio.timeout(_UPDATE_SECS):
                    await self._closing.wait()
            except TimeoutError:
                continue

    def end_watches(self) -> None:
        """Let everyone go who follows `changes`; a server must not wait for them to stop."""
        self._closing.set()

    async def close(self) -> None:
        """Stop all of them; what came so far is kept."""
        self.end_watches()
        tasks = [each.task for each in self._all.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _runs(self, name: str) -> bool:
        found = self._all.get(name)
        return found is not None and found.ended_at is None

    def _ended(self, running: _Running, task: asyncio.Task[object]) -> None:
        running.ended_at = self._clock()
        tracker = running.tracker
        if task.cancelled():
            tracker.end(Phase.CANCELLED)
            return
        error = task.exception()
        if error is None:
            tracker.end(Phase.DONE)
        elif isinstance(error, ModelError):
            tracker.end(Phase.FAILED, str(error))
            logger.warning("{}", error)
        else:
            tracker.end(Phase.FAILED, _UNEXPECTED)
            logger.opt(exception=error).error("Downloading {} failed", tracker.progress.name)


async def _work(job: Job, tell: Tell) -> object:
    return await job(tell)
