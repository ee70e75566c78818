"""What a conversation sees of one caller's connection, whichever way the caller came.

A conversation talks to lines through its `Room`. A line knows its wire, and nothing of rooms,
sessions or pipelines. RTVI's messages, as dicts, are the common language of control: a line whose
wire speaks another dialect translates.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any, Protocol, runtime_checkable

HEARD_RATE = 16_000
"""Rate in Hz of what lines deliver."""
LONGEST_LEAD_SECS = 0.5
"""More than this no line may want ahead of real time."""


class LineKind(StrEnum):
    """The way a caller came."""

    WEBRTC = "webrtc"
    WEBSOCKET = "websocket"
    PCM16 = "pcm16"
    OPENAI_REALTIME = "openai-realtime"
    DAILY = "daily"
    TWILIO = "twilio"
    TELNYX = "telnyx"
    PLIVO = "plivo"
    EXOTEL = "exotel"


class LineEnd(StrEnum):
    """How a line ended."""

    HUNG_UP = "hung-up"
    """The caller ended it on purpose; they are not expected back at once."""
    LOST = "lost"
    """It broke, or fell silent; its caller may come back."""
    CLOSED = "closed"
    """This side closed it."""


class LineListener(Protocol):
    """Who is told what comes over a line. Every method returns at once and never raises."""

    def heard(self, pcm: bytes) -> None:
        """Take in sound.

        Args:
            pcm: 16-bit little-endian mono samples at `HEARD_RATE`; any length, best 10 to 40 ms.
        """
        ...

    def told(self, message: dict[str, Any]) -> None:
        """Take in one RTVI client message that `accepted_message` let through."""
        ...

    def pressed(self, key: str) -> None:
        """Take in one key of a telephone: `0` to `9`, `*` or `#`."""
        ...


class Line(Protocol):
    """One caller's connection, already open."""

    @property
    def kind(self) -> LineKind:
        """The way the caller came."""
        ...

    @property
    def lead_secs(self) -> float:
        """How much sound this line wants ahead of real time, 0 to `LONGEST_LEAD_SECS`.

        It smooths a jittery wire, and is lost to whoever interrupts: a line that cannot make its
        caller forget what was sent wants little.
        """
        ...

    @property
    def takes_back(self) -> bool:
        """Whether `clear` makes the caller forget and does no more, so that sound may come again.

        Not where the wire cannot clear what was sent, nor where clearing ends the answer.
        """
        ...

    async def run(self, listener: LineListener) -> LineEnd:
        """Deliver what the caller sends until the line ends; called once.

        Args:
            listener: Who is told.

        Returns:
            How it ended. Whatever goes wrong on the wire is a `LineEnd`, not an exception. One
            broken frame never ends a line.
        """
        ...

    def play(self, pcm: bytes, sample_rate: int) -> None:
        """Let the caller hear something; returns at once.

        The room keeps the time: sound comes at the pace of real time, `lead_secs` ahead. A line
        whose caller takes it in too slowly drops what is oldest, and keeps its memory bounded.

        Args:
            pcm: 16-bit little-endian mono samples; any length, best 10 to 40 ms.
            sample_rate: Their rate in Hz, the same in every call.
        """
        ...

    def clear(self) -> None:
        """Forget sound that the caller has not heard yet: the agent was interrupted."""
        ...

    def send(self, message: dict[str, Any]) -> None:
        """Send one RTVI server message; returns at once.

        A line whose wire has no messages ignores it.
        """
        ...

    async def close(self, reason: str, message: str) -> None:
        """Tell the caller why, close the wire and free everything; never raises.

        May be called at any time, and more than once.

        Args:
            reason: A word for programs: an `EndReason`, `replaced` or `refused`.
            message: A sentence for people.
        """
        ...


@runtime_checkable
class KnowsItsDelay(Protocol):
    """A line that knows how long sound is on its way."""

    @property
    def delay_secs(self) -> float:
        """From `Line.play` to the caller, and what the caller's own sound took to come."""
        ...


_ACCEPTED_MESSAGES = frozenset({"client-ready", "send-text", "client-message", "disconnect-bot"})


def accepted_message(message: object, max_text_chars: int) -> bool:
    """Tell whether a caller may send this.

    RTVI has more messages, but `llm-function-call-result` forges a tool's answer, `raw-audio`
    bypasses the microphone and `send-file` has no limit.

    Args:
        message: What came over the wire, decoded.
        max_text_chars: Longest typed message.
    """
    if not isinstance(message, dict):
        return False
    kind = message.get("type")
    if not isinstance(kind, str) or kind not in _ACCEPTED_MESSAGES:
        return False
    data = message.get("data")
    content = data.get("content") if isinstance(data, dict) else None
    if not isinstance(content, str):
        return kind != "send-text"
    return len(content) <= max_text_chars and _is_unicode(content)


def _is_unicode(text: str) -> bool:
    """Half a surrogate pair is valid JSON, but no text that a file or a socket could take."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
