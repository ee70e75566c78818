"""Where a conversation hands in work: it is done beside the talk, one assignment at a time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from loguru import logger

from repartee.tools.answer import Refusal
from repartee.tools.assignments.assignment import Assignment, AssignmentState
from repartee.tools.assignments.board import Board
from repartee.tools.assignments.job import Job, JobError, Workers
from repartee.tools.assignments.question import OpenQuestion
from repartee.tools.assignments.screen import shown
from repartee.tools.assignments.telling import Narrator, for_the_ear
from repartee.tools.host import ToolHost
from repartee.tools.used import Used

# Cancelled work frees what it holds; past this it is left behind.
_FREEING_SECS = 3.0
_LONGEST_RESULT = 50_000
"""Characters kept of a result: about 20 pages."""


@dataclass(frozen=True)
class Manner:
    """How a desk shows and speaks of itself."""

    id: str
    """What messages and buttons call it: `team`."""
    who: str
    """What the agent calls it at the beginning of a sentence: "The team"."""
    longest_secs: float = 600.0
    """How long one assignment may take without a pause."""


class Desk:
    """The assignments of one conversation that one kind of workers does.

    Every change is told to the conversation's clients as a message of type `assignment`; beginnings
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
        self._question = OpenQuestion(host)
        # One assignment at a time, also while a cancelled one still frees what it holds.
        self._one_at_a_time = asyncio.Lock()

    # What the caller may want

    @property
    def current(self) -> Assignment | None:
        """The assignment under way, or the last one."""
        return self._board.current

    @property
    def waiting(self) -> int:
        """How many assignments wait behind it."""
        return self._board.waiting

    def hand_in(self, text: str) -> Assignment:
        """Take an assignment; it begins at once if nothing else is under way.

        Raises:
            Refusal: If there is nothing to do, or too many wait.
        """
        if not text:
            raise Refusal("What should be done?")
        assignment = self._board.add(text)
        self._jobs[assignment.number] = self._workers.take_on(text)
        self._tell(assignment)
        self._go_on()
        return assignment

    def pause(self) -> Assignment:
        """Stop for now.

        Raises:
            Refusal: If nothing is under way.
        """
        assignment = self._board.pause()
        self._stop()
        self._tell(assignment)
        return assignment

    def resume(self) -> Assignment:
        """Go on where the pause began.

        Raises:
            Refusal: If nothing is paused.
        """
        assignment = self._board.resume()
        self._go_on()
        return assignment

    def reset(self) -> list[Assignment]:
        """Stop and forget everything.

        Returns:
            What was dropped.
        """
        dropped = self._board.reset()
        self._stop()
        for assignment in dropped:
            self._jobs.pop(assignment.number, None)
            self._tell(assignment)
        return dropped

    def answer(self, number: int, question: int, words: str) -> None:
        """Take in an answer from the screen; one to another question does nothing.

        Args:
            number: The assignment's.
            question: Which of its questions.
            words: The answer.
        """
        current = self._board.current
        if current and (current.number, current.questions) == (number, question):
            self._question.click(words)

    def show(self) -> None:
        """Tell anew of everything on the desk, for somebody who came in or back."""
        for assignment in self._board.all:
            self._tell(assignment)

    # The work

    def _go_on(self) -> None:
        self._host.spawn(self._work_off(), f"work of {self._manner.id}")

    def _stop(self) -> None:
        if self._running is not None:
            self._running.cancel()

    async def _work_off(self) -> None:
        async with self._one_at_a_time:
            while assignment := self._board.take():
                await self._do(assignment)

    async def _do(self, assignment: Assignment) -> None:
        assignment.work()
        self._narrator.began(self._clock())
        self._tell(assignment)
        job = self._jobs[assignment.number]
        self._running = asyncio.create_task(job.work(_DeskCounter(self, assignment)))
        try:
            await asyncio.wait({self._running}, timeout=self._manner.longest_secs)
        finally:
            running, self._running = self._running, None
            in_time = running.done()
            if not in_time:
                running.cancel()
                await asyncio.wait({running}, timeout=_FREEING_SECS)
        if assignment.state in (AssignmentState.WORKING, AssignmentState.ASKING):
            self._close(assignment, running, in_time=in_time)
            self._jobs.pop(assignment.number, None)
            self._tell(assignment)
            # The next assignment need not wait until somebody listens.
            self._host.spawn(self._host.say(self._last_words(assignment)), "an announcement")

    def _close(self, assignment: Assignment, running: asyncio.Task[str], *, in_time: bool) -> None:
        error = running.exception() if running.done() and not running.cancelled() else None
        if not in_time:
            assignment.fail("It took too long, so I stopped it. Try a smaller task.")
        elif isinstance(error, JobError):
            assignment.fail(error.say)
        elif error is not None or running.cancelled():
            # Whatever a library raises: the talk goes on, and the log has the rest.
            logger.opt(exception=error).error("Work of {} broke", self._manner.id)
            assignment.fail("Something went wrong that I did not expect. You can ask for it again.")
        else:
            assignment.finish(running.result()[:_LONGEST_RESULT])

    # What the caller is told

    def report(self, assignment: Assignment, note: str, done: int, steps: int) -> None:
        """Show progress, and now and then say it."""
        if assignment.state is not AssignmentState.WORKING:
            return  # it was paused meanwhile
        assignment.report(note, done, steps)
        self._tell(assignment)
        if self._narrator.worth_saying(self._clock()):
            self._host.spawn(self._say_progress(assignment, note), "a report")

    def used(self, used: Used) -> None:
        """Have what the work used billed to the conversation."""
        self._host.bill(used)

    async def ask(self, assignment: Assignment, question: str, detail: str, *, by_ear: bool) -> str:
        """Ask the caller on behalf of an assignment."""
        assignment.ask(question, detail)
        self._tell(assignment)
        words = await self._question.put(question, by_ear=by_ear)
        assignment.work()
        self._tell(assignment)
        return words

    async def _say_progress(self, assignment: Assignment, note: str) -> None:
        if assignment.state is AssignmentState.WORKING:
            await self._host.say(f"{self._manner.who} is still at it: {note}.")

    def _last_words(self, assignment: Assignment) -> str:
        if assignment.state is AssignmentState.FAILED:
            return f"{self._manner.who} could not finish. {assignment.note}"
        return f"{self._manner.who} is done. {for_the_ear(assignment.result)}".strip()

    def _tell(self, assignment: Assignment) -> None:
        self._host.tell(shown(self._manner.id, assignment, self._board.waiting))


class _DeskCounter:
    """The desk as one assignment's job sees it."""

    def __init__(self, desk: Desk, assignment: Assignment) -> None:
        self._desk = desk
        self._assignment = assignment

    def report(self, note: str, done: int = 0, steps: int = 0) -> None:
        self._desk.report(self._assignment, note, done, steps)

    def used(self, used: Used) -> None:
        self._desk.used(used)

    async def ask(self, question: str, detail: str = "", *, by_ear: bool = True) -> str:
        return await self._desk.ask(self._assignment, question, detail, by_ear=by_ear)
