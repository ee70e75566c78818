"""Where a conversation hands in work: it is done beside the talk, one errand at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from loguru import logger

from repartee.tools.answer import Refusal
from repartee.tools.errands.board import Board
from repartee.tools.errands.errand import Errand, ErrandState
from repartee.tools.errands.job import Job, JobError, Workers
from repartee.tools.errands.telling import Narrator, for_the_ear
from repartee.tools.host import ToolHost

# Cancelled work frees what it holds; past this it is left behind.
_FREEING_SECS = 3.0
_LONGEST_RESULT = 50_000
"""Characters kept of a result: about 20 pages."""


@dataclass(frozen=True)
class Manner:
    """How a desk shows and speaks of itself."""

    id: str
    """What messages call it: `team`."""
    who: str
    """What the agent calls it at the beginning of a sentence: "The team"."""
    longest_secs: float = 600.0
    """How long one errand may take without a pause."""


class Desk:
    """The errands of one conversation that one kind of workers does.

    Every change is told to the conversation's clients as a message of type `errand`; beginnings
    are acknowledged by the tool's own answer, and results, failures, questions and now and then
    progress are spoken.
    """

    def __init__(
        self,
        host: ToolHost,
        workers: Workers,
        manner: Manner,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open the desk of one conversation.

        Args:
            host: The conversation.
            workers: Who does the work.
            manner: How it shows and speaks of itself.
            clock: A monotonic clock in seconds.
        """
        self._host = host
        self._workers = workers
        self._manner = manner
        self._clock = clock
        self._board = Board(manner.who)
        self._narrator = Narrator()
        self._jobs: dict[int, Job] = {}
        self._running: asyncio.Task[str] | None = None
        # One errand at a time, also while a cancelled one still frees what it holds.
        self._one_at_a_time = asyncio.Lock()

    # What the caller may want

    @property
    def current(self) -> Errand | None:
        """The errand under way, or the last one."""
        return self._board.current

    @property
    def waiting(self) -> int:
        """How many errands wait behind it."""
        return self._board.waiting

    def hand_in(self, text: str) -> Errand:
        """Take an errand; it begins at once if nothing else is under way.

        Raises:
            Refusal: If there is nothing to do, or too many wait.
        """
        if not text:
            raise Refusal("What should be done?")
        errand = self._board.add(text)
        self._jobs[errand.number] = self._workers.take_on(text)
        self._tell(errand)
        self._go_on()
        return errand

    def pause(self) -> Errand:
        """Stop for now.

        Raises:
            Refusal: If nothing is under way.
        """
        errand = self._board.pause()
        self._stop()
        self._tell(errand)
        return errand

    def resume(self) -> Errand:
        """Go on where the pause began.

        Raises:
            Refusal: If nothing is paused.
        """
        errand = self._board.resume()
        self._go_on()
        return errand

    def reset(self) -> list[Errand]:
        """Stop and forget everything.

        Returns:
            What was dropped.
        """
        dropped = self._board.reset()
        self._stop()
        for errand in dropped:
            self._jobs.pop(errand.number, None)
            self._tell(errand)
        return dropped

    # The work

    def _go_on(self) -> None:
        self._host.spawn(self._work_off(), f"work of {self._manner.id}")

    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()

    async def _work_off(self) -> None:
        async with self._one_at_a_time:
            while errand := self._board.take():
                await self._do(errand)

    async def _do(self, errand: Errand) -> None:
        errand.work()
        self._narrator.began(self._clock())
        self._tell(errand)
        job = self._jobs[errand.number]
        self._running = asyncio.create_task(job.work(_DeskCounter(self, errand)))
        try:
            await asyncio.wait({self._running}, timeout=self._manner.longest_secs)
        finally:
            running, self._running = self._running, None
            in_time = running.done()
            if not in_time:
                running.cancel()
                await asyncio.wait({running}, timeout=_FREEING_SECS)
        if errand.state in (ErrandState.WORKING, ErrandState.ASKING):
            self._close(errand, running, in_time=in_time)
            self._jobs.pop(errand.number, None)
            self._tell(errand)
            # The next errand need not wait until somebody listens.
            self._host.spawn(self._host.say(self._last_words(errand)), "an announcement")

    def _close(self, errand: Errand, running: asyncio.Task[str], *, in_time: bool) -> None:
        error = running.exception() if running.done() and not running.cancelled() else None
        if not in_time:
            errand.fail("It took too long, so I stopped it. Try a smaller task.")
        elif isinstance(error, JobError):
            errand.fail(error.say)
        elif error is not None or running.cancelled():
            # Whatever a library raises: the talk goes on, and the log has the rest.
            logger.opt(exception=error).error("Work of {} broke", self._manner.id)
            errand.fail("Something went wrong that I did not expect. You can ask for it again.")
        else:
            errand.finish(running.result()[:_LONGEST_RESULT])

    # What the caller is told

    def report(self, errand: Errand, note: str, done: int, steps: int) -> None:
        """Show progress, and now and then say it."""
        if errand.state is not ErrandState.WORKING:
            return  # it was paused meanwhile
        errand.report(note, done, steps)
        self._tell(errand)
        if self._narrator.worth_saying(self._clock()):
            self._host.spawn(self._say_progress(errand, note), "a report")

    async def ask(self, errand: Errand, question: str, detail: str) -> str:
        """Ask the caller on behalf of an errand."""
        errand.ask(question, detail)
        self._tell(errand)
        words = await self._host.hear_answer(question)
        errand.work()
        self._tell(errand)
        return words

    async def _say_progress(self, errand: Errand, note: str) -> None:
        if errand.state is ErrandState.WORKING:
            await self._host.say(f"{self._manner.who} is still at it: {note}.")

    def _last_words(self, errand: Errand) -> str:
        if errand.state is ErrandState.FAILED:
            return f"{self._manner.who} could not finish. {errand.note}"
        return f"{self._manner.who} is done. {for_the_ear(errand.result)}".strip()

    def _tell(self, errand: Errand) -> None:
        self._host.tell(
            {
                "type": "errand",
                "desk": self._manner.id,
                "id": errand.number,
                "text": errand.text,
                "state": str(errand.state),
                "note": errand.note,
                "detail": errand.detail,
                "done": errand.done,
                "steps": errand.steps,
                "waiting": self._board.waiting,
                "result": errand.result,
            }
        )


class _DeskCounter:
    """The desk as one errand's job sees it."""

    def __init__(self, desk: Desk, errand: Errand) -> None:
        self._desk = desk
        self._errand = errand

    def report(self, note: str, done: int = 0, steps: int = 0) -> None:
        self._desk.report(self._errand, note, done, steps)

    async def ask(self, question: str, detail: str = "") -> str:
        return await self._desk.ask(self._errand, question, detail)
