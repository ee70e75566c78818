from __future__ import annotations

import asyncio
from enum import StrEnum, auto


class SessionState(StrEnum):
    """Where a conversation is in its life; but for LIVE and HELD it only moves down this list."""

    NEW = auto()
    STARTING = auto()
    LIVE = auto()
    HELD = auto()
    """Nobody is on a line, and somebody is expected back."""
    ENDING = auto()
    ENDED = auto()


class EndReason(StrEnum):
    """Why a conversation ended; the first reason given is the one that counts."""

    GOODBYE = "goodbye"
    CALLER_LEFT = "caller-left"
    IDLE = "idle"
    TIME_LIMIT = "time-limit"
    STOPPING = "stopping"
    BUDGET = "budget"
    """It, or all of today's, cost as much as they may."""
    DISMISSED = "dismissed"
    """Whoever runs the server ended it."""
    ERROR = "error"


_NEXT: dict[SessionState, frozenset[SessionState]] = {
    SessionState.NEW: frozenset({SessionState.STARTING, SessionState.ENDED}),
    SessionState.STARTING: frozenset({SessionState.LIVE, SessionState.ENDED}),
    SessionState.LIVE: frozenset({SessionState.HELD, SessionState.ENDING}),
    SessionState.HELD: frozenset({SessionState.LIVE, SessionState.ENDING}),
    SessionState.ENDING: frozenset({SessionState.ENDED}),
    SessionState.ENDED: frozenset(),
}

_SENTENCES: dict[EndReason, str] = {
    EndReason.GOODBYE: "The conversation is over. Goodbye!",
    EndReason.CALLER_LEFT: "You hung up, or the connection was lost.",
    EndReason.IDLE: "Nobody spoke for a while, so the call was ended. Call again at any time.",
    EndReason.TIME_LIMIT: "This call reached its time limit. Call again to go on.",
    EndReason.BUDGET: "The budget for this call is used up. Whoever runs the server can raise it: "
    "BUDGET_PER_CONVERSATION and BUDGET_PER_DAY.",
    EndReason.STOPPING: "The server is stopping. Call again in a moment.",
    EndReason.DISMISSED: "Whoever runs this server ended the call.",
    EndReason.ERROR: "Something broke on the server and the call had to end. Please call again.",
}


class InvalidTransitionError(Exception):
    """A conversation was moved to a state that cannot follow its present one."""


class SessionLife:
    """The one place where a conversation's state changes.

                      ┌─▶ HELD ─┐
                      ▼    │    ▼
    NEW ──▶ STARTING ──▶ LIVE ──▶ ENDING ──▶ ENDED
     └──────────┴───────────────────────────────▲   (nothing was built, or it broke on the way)
    """

    def __init__(self) -> None:
        self._state = SessionState.NEW
        self._reason: EndReason | None = None
        self.end_asked = asyncio.Event()
        """Set once somebody has asked for the end."""

    @property
    def state(self) -> SessionState:
        """The present state."""
        return self._state

    @property
    def reason(self) -> EndReason | None:
        """Why it ends or ended; None while it goes on."""
        return self._reason

    def start(self) -> None:
        """Building has begun."""
        self._move(SessionState.STARTING)

    def go_live(self) -> None:
        """The pipeline runs and the caller can be heard."""
        self._move(SessionState.LIVE)

    def hold(self) -> None:
        """The last caller's line was lost."""
        self._move(SessionState.HELD)

    def take_up(self) -> None:
        """A caller came back."""
        self._move(SessionState.LIVE)

    def ask_to_end(self, reason: EndReason) -> None:
        """Note why the conversation shall end.

        Args:
            reason: Counts only if none was given before.
        """
        if self._reason is None:
            self._reason = reason
            self.end_asked.set()

    def begin_ending(self) -> EndReason:
        """Everything is being freed.

        Returns:
            The reason that counts; a conversation that ends unasked ended by an error.
        """
        self._move(SessionState.ENDING)
        self._reason = self._reason or EndReason.ERROR
        return self._reason

    def finish(self) -> None:
        """Everything is freed."""
        self._move(SessionState.ENDED)
        self._reason = self._reason or EndReason.ERROR

    def _move(self, state: SessionState) -> None:
        if state not in _NEXT[self._state]:
            raise InvalidTransitionError(f"a session cannot go from {self._state} to {state}")
        self._state = state


def sentence_for(reason: EndReason) -> str:
    """What the caller is told about the end."""
    return _SENTENCES[reason]
