"""What came of a subject under load."""

from __future__ import annotations

from dataclasses import dataclass

BUSY = 0.85
"""How busy the callers' core may be, 0 to 1: a busier one delays what it measures."""


@dataclass(frozen=True, slots=True)
class Trial:
    """So many sessions at a time.

    Attributes:
        subject: Whose.
        sessions: How many.
        p95: Of voice to voice, in seconds.
        median: Of the same.
        unanswered: Turns without an answer, and calls that did not come about.
        missing: Seconds of speech that the average caller missed.
        server: The subject's share of its core, 0 to 1.
        other: How busy the core of callers and stand-ins was, 0 to 1.
        resident: Bytes that the subject held at the end.
        held: Whether all was well.
    """

    subject: str
    sessions: int
    p95: float
    median: float
    unanswered: int
    missing: float
    server: float
    other: float
    resident: int
    held: bool

    @property
    def rejected(self) -> bool:
        """Whether its callers had so much to do that what they measured may be their own fault."""
        return self.other > BUSY


@dataclass(frozen=True, slots=True)
class Listening:
    """Sessions in which nobody talks.

    Attributes:
        subject: Whose.
        sessions: How many.
        core: The share of a core that each takes.
        resident: Bytes the subject held without sessions.
        resident_each: How much more each session takes.
    """

    subject: str
    sessions: int
    core: float
    resident: int
    resident_each: int


@dataclass(frozen=True, slots=True)
class LoadRun:
    """One subject under load.

    Attributes:
        subject: Whose.
        at: When it began, ISO 8601 in UTC.
        machine: Where.
        listening: Without talk.
        trials: With talk, in the order in which they were made.
        capacity: The highest number of sessions that held.
    """

    subject: str
    at: str
    machine: dict[str, str]
    listening: Listening
    trials: tuple[Trial, ...]
    capacity: int

    @property
    def alone(self) -> Trial | None:
        """The trial with one session; None where none can be believed."""
        known = (each for each in self.trials if each.sessions == 1 and not each.rejected)
        return next(known, None)

    @property
    def at_least(self) -> bool:
        """Whether it may hold more: of one session more, nothing is known that can be believed."""
        return not any(
            each.sessions == self.capacity + 1 and not each.rejected for each in self.trials
        )
