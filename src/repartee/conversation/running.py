from __future__ import annotations

import asyncio

from loguru import logger
from pipecat.pipeline.worker import PipelineWorker
from pipecat.workers.runner import WorkerRunner

from repartee.conversation.worker import CANCEL_TIMEOUT_SECS

# Past this something is stuck and is left behind with an error.
_ABANDON_TIMEOUT_SECS = 2.0


class Running:
    """One pipeline at work; one that does not stop is left behind rather than waited for."""

    def __init__(self, session_id: str, worker: PipelineWorker, task: asyncio.Task[None]) -> None:
        """Use `begin`.

        Args:
            session_id: For logs.
            worker: Runs the pipeline.
            task: Runs the worker.
        """
        self._session_id = session_id
        self._worker = worker
        self._task = task

    @classmethod
    async def begin(cls, session_id: str, worker: PipelineWorker) -> Running:
        """Let a pipeline run.

        Args:
            session_id: For logs.
            worker: Runs the pipeline, once.
        """
        # A runner of its own: a shared one never forgets the workers that finished.
        runner = WorkerRunner(handle_sigint=False, check_dangling_tasks=False)
        await runner.add_workers(worker)
        return cls(
            session_id, worker, asyncio.create_task(runner.run(), name=f"session {session_id}")
        )

    async def until(self, asked: asyncio.Event, longest_secs: float) -> bool:
        """Wait for the pipeline to end, or to be asked to.

        Args:
            asked: Set when it shall end.
            longest_secs: How long to wait.

        Returns:
            False if the time is up.

        Raises:
            Exception: Whatever broke the pipeline.
        """
        asking = asyncio.create_task(asked.wait())
        try:
            done, _ = await asyncio.wait(
                {self._task, asking}, timeout=longest_secs, return_when=asyncio.FIRST_COMPLETED
            )
        finally:
            asking.cancel()
        if self._task in done and not self._task.cancelled() and (broke := self._task.exception()):
            raise broke
        return bool(done)

    async def stop(self, reason: str) -> None:
        """Free everything, within bounds.

        Args:
            reason: Why, as the frames say it.
        """
        await self._worker.cancel(reason=reason)
        await asyncio.wait({self._task}, timeout=CANCEL_TIMEOUT_SECS)
        if not self._task.done():
            logger.bind(session=self._session_id).error("The pipeline did not stop; abandoning it")
            self._task.cancel()
            await asyncio.wait({self._task}, timeout=_ABANDON_TIMEOUT_SECS)
