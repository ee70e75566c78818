"""What does the work of an assignment, whoever that is."""

from __future__ import annotations

from typing import Protocol

from repartee.tools.used import Used


class JobError(Exception):
    """Work cannot go on.

    Args:
        say: One or two spoken sentences: what happened, why, and what to do.
    """

    def __init__(self, say: str) -> None:
        super().__init__(say)
        self.say = say


class Counter(Protocol):
    """What those who work may ask of the conversation."""

    def report(self, note: str, done: int = 0, steps: int = 0) -> None:
        """Tell how far the work is; returns at once.

        Args:
            note: What is being done now, a few spoken words: "Looking up the prices".
            done: Steps behind it.
            steps: Steps in all; 0 while nobody knows.
        """
        ...

    def used(self, used: Used) -> None:
        """Tell what the work used of a provider; returns at once."""
        ...

    async def ask(self, question: str, detail: str = "", *, by_ear: bool = True) -> str:
        """Ask the caller, aloud and on the screen.

        Args:
            question: One or two spoken sentences.
            detail: What is shown with it and not spoken, such as a whole command.
            by_ear: Whether a spoken yes is enough: not where the question leaves out what matters.

        Returns:
            The caller's own words; empty if they did not answer in time.
        """
        ...


class Job(Protocol):
    """One assignment in the hands of whoever does it."""

    async def work(self, counter: Counter) -> str:
        """Work to the end, or on from where it was.

        It is cancelled when the caller pauses, resets or leaves, and called again to go on: what
        is worth keeping it keeps by itself. Freeing takes it two seconds at most.

        Args:
            counter: For progress and questions.

        Returns:
            The whole result, for reading.

        Raises:
            JobError: If it cannot be done.
        """
        ...


class Workers(Protocol):
    """Who does the assignments of one conversation."""

    def take_on(self, text: str) -> Job:
        """Accept an assignment; nothing is done yet.

        Args:
            text: What the caller wants.
        """
        ...
