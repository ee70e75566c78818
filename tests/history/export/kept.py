"""Recordings in memory, and a conversation to export."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from repartee.conversation.events import (
    AgentTurn,
    Event,
    GuestJoined,
    RecordingMade,
    SessionEnded,
    SessionStarted,
    Span,
    ToolAnswered,
    ToolCalled,
    UserTurn,
)
from repartee.history.records import NumberedEvent

BEGAN = datetime(2026, 5, 4, 12, 0, tzinfo=UTC)
RECORDING = f"2026-05/{'0' * 40}-20260504T120000Z-01234567.opus"
SOUND = b"OggS" + bytes(range(256)) * 40


class RecordingsInMemory:
    """Keeps sound by its name."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}

    def name_for(self, conversation_id: str, file: str) -> str:
        return f"{conversation_id}/{file.replace('/', '-')}"

    async def size(self, file: str) -> int | None:
        return len(self.files[file]) if file in self.files else None

    async def read(self, file: str, begin: int, end: int) -> AsyncIterator[bytes]:
        for at in range(begin, end, 1000):
            yield self.files[file][at : min(at + 1000, end)]

    async def put(self, file: str, content: AsyncIterator[bytes]) -> None:
        self.files[file] = b"".join([piece async for piece in content])

    async def remove(self, file: str) -> None:
        self.files.pop(file, None)


def numbered(*events: Event) -> list[NumberedEvent]:
    return [NumberedEvent(number, each) for number, each in enumerate(events, start=1)]


def talk(recording: str = "") -> list[NumberedEvent]:
    """Somebody asks for the weather, and interrupts the answer."""

    def at(secs: float) -> datetime:
        return BEGAN + timedelta(seconds=secs)

    def span(begin: float, end: float) -> Span:
        return Span(begin=begin, end=end)

    sound = [RecordingMade(at=at(0), sitting=1, file=recording)] if recording else []
    return numbered(
        SessionStarted(at=at(0), stack="built-in"),
        *sound,
        GuestJoined(at=at(0.1), guest="guest-1", name="Anna <b>", way="webrtc"),
        AgentTurn(at=at(1), turn=0, generated="Hello.", heard="Hello.", span=span(0.2, 1)),
        UserTurn(at=at(4), turn=1, guest="guest-1", text="Weather *now*?", span=span(2, 4)),
        ToolCalled(at=at(4.1), turn=1, call_id="c", tool="weather", arguments={"city": "Graz"}),
        ToolAnswered(at=at(4.2), turn=1, call_id="c", tool="weather", result={"say": "sun"}),
        AgentTurn(
            at=at(6),
            turn=1,
            generated="It is sunny in Graz.",
            heard="It is sunny",
            cut=True,
            span=span(4.4, 5.9),
        ),
        UserTurn(at=at(8), turn=2, guest="guest-1", text="Thanks & bye", typed=True),
        SessionEnded(at=at(9), reason="caller-left", secs=9),
    )
