"""What is written down of a conversation, seen from the conversation's side."""

from __future__ import annotations

from repartee.conversation.events import (
    AgentTurn,
    GuestJoined,
    GuestLeft,
    SessionEnded,
    SessionStarted,
    TurnMeasured,
    UserTurn,
)
from tests.support.scripted_stack import ScriptedStack
from tests.support.sitting import MemoryArchive, sitting


async def test_a_conversation_is_written_down_from_beginning_to_end() -> None:
    archive = MemoryArchive()
    async with sitting(ScriptedStack(), archive) as it:
        await it.until_written(AgentTurn)
        it.line.type("hello")
        await it.until_written(AgentTurn, 2)
    written = archive.chronicles["c1"]
    assert [type(each) for each in written.events] == [
        SessionStarted,
        GuestJoined,
        AgentTurn,
        UserTurn,
        AgentTurn,
        TurnMeasured,
        GuestLeft,
        SessionEnded,
    ]
    assert written.closed
