"""One piece of work that goes on beside the talk, and its states."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


class AssignmentState(StrEnum):
    """Where in its life an assignment is."""

    WAITING = "waiting"
    """Another one is under way."""
    WORKING = "working"
    ASKING = "asking"
    """It goes on when the caller has answered a question."""
    PAUSED = "paused"
    """It goes on where it was when the caller says so."""
    DONE = "done"
    FAILED = "failed"
    DROPPED = "dropped"
    """The caller wants it no more."""

    @property
    def is_final(self) -> bool:
        """Whether nothing comes after it."""
        return not _NEXT[self]


_S = AssignmentState
_NEXT: dict[AssignmentState, frozenset[AssignmentState]] = {
    _S.WAITING: frozenset({_S.WORKING, _S.PAUSED, _S.DROPPED}),
    _S.WORKING: frozenset({_S.ASKING, _S.PAUSED, _S.DONE, _S.FAILED, _S.DROPPED}),
    _S.ASKING: frozenset({_S.WORKING, _S.PAUSED, _S.DONE, _S.FAILED, _S.DROPPED}),
    _S.PAUSED: frozenset({_S.WORKING, _S.DROPPED}),
    _S.DONE: frozenset(),
    _S.FAILED: frozenset(),
    _S.DROPPED: frozenset(),
}


class AssignmentError(Exception):
    """An assignment was asked to do what its state does not allow."""


@dataclass
class Assignment:
    """A piece of work: WAITING → WORKING ⇄ ASKING, PAUSED → DONE, FAILED or DROPPED.

    It only remembers and decides; `Desk` does the work.
    """

    number: int
    """Counts the assignments of one desk, from 1."""
    text: str
    """What the caller wants."""
    state: AssignmentState = field(default=AssignmentState.WAITING, init=False)
    note: str = field(default="", init=False)
    """What is being done just now, or what is asked, or why it failed."""
    detail: str = field(default="", init=False)
    """What a question is about, for the screen."""
    questions: int = field(default=0, init=False)
    """How many were asked; an answer on the screen says which it is for."""
    done: int = field(default=0, init=False)
    """Steps behind it."""
    steps: int = field(default=0, init=False)
    """Steps in all; 0 while nobody knows."""
    result: str = field(default="", init=False)
    """The whole result, as it was written."""

    def work(self) -> None:
        """Begin, or go on after a pause or an answer."""
        if self.state is AssignmentState.ASKING:
            self.note = self.detail = ""
        self._become(AssignmentState.WORKING)

    def report(self, note: str, done: int, steps: int) -> None:
        """Note progress.

        Args:
            note: What is being done now.
            done: Steps behind it.
            steps: Steps in all; 0 while nobody knows.
        """
        if self.state is not AssignmentState.WORKING:
            raise AssignmentError(f"An assignment that is {self.state} makes no progress")
        self.note, self.done, self.steps = note, done, steps

    def ask(self, question: str, detail: str = "") -> None:
        """Wait for the caller's answer.

        Args:
            question: As it is spoken.
            detail: As it is shown.
        """
        self._become(AssignmentState.ASKING)
        self.note, self.detail = question, detail
        self.questions += 1

    def pause(self) -> None:
        """Stop for now."""
        self._become(AssignmentState.PAUSED)

    def finish(self, result: str) -> None:
        """Keep the result."""
        self._become(AssignmentState.DONE)
        self.note, self.result = "", result

    def fail(self, why: str) -> None:
        """Keep what went wrong."""
        self._become(AssignmentState.FAILED)
        self.note = why

    def drop(self) -> None:
        """Forget about it."""
        self._become(AssignmentState.DROPPED)

    def _become(self, state: AssignmentState) -> None:
        if state not in _NEXT[self.state]:
            raise AssignmentError(f"An assignment that is {self.state} cannot become {state}")
        self.state = state
