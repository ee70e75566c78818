from __future__ import annotations


class CallerError(Exception):
    """Anything that keeps a call from being made or held; the message is fit to print."""


class BadInputError(CallerError):
    """What the user gave cannot be used: a recording, a script, a web address, a voice."""


class CallFailedError(CallerError):
    """The server could not be reached, or the connection did not come about or broke."""


class ServerRefusedError(CallerError):
    """The server answered, and said no.

    Args:
        status: The HTTP status.
        detail: The server's own sentence, or the status in words.
        retry_after: Seconds after which the server asks to be called again, if it said so.
    """

    def __init__(self, status: int, detail: str, retry_after: float | None = None) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.retry_after = retry_after


class CallEndedError(CallerError):
    """The other side hung up while something was still wanted of it.

    Args:
        reason: The server's word for it ("goodbye", "idle", "time-limit", "stopping", "error"),
            or "unknown" when it went without one.
        message: What it said to people, empty when it said nothing.
    """

    def __init__(self, reason: str = "unknown", message: str = "") -> None:
        text = f"The agent hung up ({reason})"
        super().__init__(f"{text}: {message}" if message else f"{text}.")
        self.reason = reason
        self.message = message
