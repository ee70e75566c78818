from __future__ import annotations


class CallError(Exception):
    """The call failed; the message says what happened and what to do."""


class CallRefusedError(CallError):
    """The server answered, and said no; the message is its own."""


class ClipError(Exception):
    """A recording cannot be played; the message names it and says why."""
