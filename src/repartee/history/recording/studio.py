from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path

from loguru import logger

from repartee.conversation.sitting import SittingClock
from repartee.engines.threads import SideThreads
from repartee.history.recording.encoder import RecordingFormat
from repartee.history.recording.names import begun_at, name_for
from repartee.history.recording.retention import Retention
from repartee.history.recording.storage import Storage, StorageError
from repartee.history.recording.tape import FileTape

_SWEEP_SECS = 3600.0
_FIRST_RETRY_SECS = 1.0
_LONGEST_RETRY_SECS = 300.0
# A file that grew so recently is another server's, which shares the directory.
_AT_WORK_SECS = 60.0


class StudioTape(FileTape):
    """A recording that its studio brings away when it is finished (`Tape`)."""

    def __init__(
        self,
        path: Path,
        file: str,
        kind: RecordingFormat,
        clock: SittingClock,
        on_finished: Callable[[str], None],
    ) -> None:
        """Prepare to record.

        Args:
            path: Where it is written.
            file: Its name, relative to where recordings are kept.
            kind: How the sound is written.
            clock: The sitting's.
            on_finished: Told its name.
        """
        super().__init__(path, kind, clock.now)
        self.file = file
        self._on_finished = on_finished

    async def close(self) -> float:
        """Write the rest, within bounds.

        Returns:
            How long the recording is, in seconds.
        """
        secs = await super().close()
        # One whose disk stands still is being written yet; it is brought at the next start.
        if self.is_finished:
            self._on_finished(self.file)
        return secs


class RecordingStudio:
    """Makes recordings, brings them to where they are kept, and removes the oldest (`Studio`).

    A recording is written to a local file first. Where they are kept in another storage, it is
    brought there when it is finished, and again until that works: after a restart, too.
    """

    def __init__(
        self,
        directory: Path,
        kind: RecordingFormat,
        retention: Retention,
        *,
        storage: Storage | None = None,
        notice: str = "",
    ) -> None:
        """Make one, without I/O.

        Args:
            directory: Where recordings are written; kept there, too, without a storage.
            kind: How the sound is written.
            retention: How long they are kept.
            storage: Where they are kept; None for the directory.
            notice: What callers are told at the beginning.
        """
        self.notice = notice
        self._directory = directory
        self._kind: RecordingFormat = kind
        self._retention = retention
        self._kept = storage or Storage(str(directory))
        self._is_elsewhere = storage is not None
        # A storage that hangs must hold up neither the talk nor the loop's own pool.
        self._threads = SideThreads("recordings")
        self._tasks: set[asyncio.Task[None]] = set()

    def record(
        self, conversation_id: str, clock: SittingClock, on_failure: Callable[[], object]
    ) -> StudioTape:
        """Begin a recording; returns at once.

        Args:
            conversation_id: Of what.
            clock: The sitting's.
            on_failure: Told if it cannot go on.
        """
        name = name_for(conversation_id, self._kind, datetime.now(UTC))
        tape = StudioTape(self._directory / name, name, self._kind, clock, self._finished)
        tape.begin(on_failure)
        return tape

    def start(self) -> None:
        """Bring away what an earlier server left, and begin to remove what is too old."""
        self._do(self._sweep_on(), "removing old recordings")
        if self._is_elsewhere:
            self._do(self._bring_leftovers(), "bringing recordings away")

    async def close(self) -> None:
        """Stop; what was not brought away is at the next start."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._threads.close()

    def _finished(self, name: str) -> None:
        if self._is_elsewhere:
            self._do(self._bring(name), f"bringing {name} away")

    async def _bring_leftovers(self) -> None:
        for name in await self._threads.run(lambda: _left_in(self._directory)):
            self._finished(name)

    async def _bring(self, name: str) -> None:
        retry_secs = _FIRST_RETRY_SECS
        while True:
            try:
                await self._threads.run(lambda: self._carry(name))
            except (StorageError, OSError) as error:
                logger.warning("{} A recording waits; tried again in {:g} s.", error, retry_secs)
                await asyncio.sleep(retry_secs)
                retry_secs = min(2 * retry_secs, _LONGEST_RETRY_SECS)
            else:
                return

    def _carry(self, name: str) -> None:
        local = self._directory / name
        if not local.is_file():
            return
        self._kept.put(local, name)
        try:
            local.unlink()
        except FileNotFoundError:
            # It was forgotten while it was on its way.
            self._kept.remove(name)

    async def _sweep_on(self) -> None:
        while True:
            try:
                gone = await self._threads.run(self._sweep)
            except StorageError as error:
                logger.warning("{} Old recordings are not removed.", error)
            else:
                if gone:
                    logger.info("{} old recordings were removed", gone)
            await asyncio.sleep(_SWEEP_SECS)

    def _sweep(self) -> int:
        surplus = self._retention.surplus(self._kept.files(), datetime.now(UTC))
        for each in surplus:
            self._kept.remove(each.name)
        return len(surplus)

    def _do(self, work: Coroutine[None, None, None], name: str) -> None:
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _left_in(directory: Path) -> list[str]:
    """The recordings in a directory that nobody writes any more."""
    now = time.time()
    return [
        name
        for path in directory.glob("*/*")
        if begun_at(name := path.relative_to(directory).as_posix())
        and now - path.stat().st_mtime > _AT_WORK_SECS
    ]
