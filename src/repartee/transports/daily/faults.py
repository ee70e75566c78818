"""What goes wrong with Daily, as people are told of it. Never a key or a token in a message."""

from __future__ import annotations


class DailyError(Exception):
    """Daily cannot be used; the message says what happened, why, and what to do."""


class DailyKeyError(DailyError):
    """The key is missing or wrong; whoever runs the server must act."""


class DailyRefusedError(DailyError):
    """Daily understood, and said no."""


class DailyBusyError(DailyError):
    """Daily asks for fewer requests."""


class DailyUnreachableError(DailyError):
    """Daily did not answer, or failed, until the time for it was up."""


class DailyMissingError(DailyError):
    """`daily-python` is not installed."""

    def __init__(self) -> None:
        super().__init__(
            "Daily's own package is not installed. Install it with: pip install -e '.[daily]'."
        )


class DailyJoinError(DailyError):
    """The agent could not get into its room."""
