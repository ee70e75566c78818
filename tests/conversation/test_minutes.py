"""What is written down of a conversation, seen from the conversation's side."""

from __future__ import annotations

from collections import deque
from dataclasses import replace

from pipecat.audio.vad.vad_analyzer import VADAnalyzer, VADParams
from pipecat.services.stt_service import STTService

from repartee.conversation.events import (
    AgentTurn,
    Failed,
    GuestJoined,
    GuestLeft,
    SessionEnded,
    SessionStarted,
    ToolAnswered,
    TurnMeasured,
    UserTurn,
    WorkChanged,
)
from repartee.conversation.parts import Choices
from repartee.services.failover.chain import OnNotice
from tests.support.hearing_stack import LoudnessVAD, PromptedEars
from tests.support.scripted_stack import ScriptedStack
from tests.support.sitting import MemoryArchive, MemoryChronicle, sitting


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


async def test_a_finished_turn_is_safe_before_the_next_is_answered() -> None:
    archive = MemoryArchive()
    stack = ScriptedStack()
    async with sitting(stack, archive) as it:
        await it.until_written(AgentTurn)
        it.written.hangs = True
        it.line.type("first")
        await it.until_written(AgentTurn, 2)
        it.line.type("second")
        await it.until_written(AgentTurn, 3)
        told = [each for each in it.line.sent if each.get("data", {}).get("type") == "not-kept"]
        # The talk went on; it was told once, and not at each of the turns.
        assert len(told) == 1
        it.written.hangs = False


async def test_typing_is_told_from_speaking_and_by_whom() -> None:
    async with sitting(ScriptedStack()) as it:
        it.line.type("hello")
        typed = await it.until_written(UserTurn)
        joined = await it.until_written(GuestJoined)
    assert (typed.typed, typed.text, typed.guest, typed.span) == (True, "hello", joined.guest, None)
    assert (joined.way, joined.back) == ("websocket", False)


async def test_a_part_that_fails_is_written_down_without_what_it_said() -> None:
    stack = ScriptedStack()
    async with sitting(stack) as it:
        await stack.brains_made[0].push_error("the key sk-secret was wrong")
        failed = await it.until_written(Failed)
    assert failed.part == "ScriptedBrain"
    assert "sk-secret" not in failed.what


async def test_what_tools_do_beside_the_talk_is_written_down() -> None:
    stack = ScriptedStack()
    async with sitting(stack) as it:
        host = stack.hosts[0]
        host.tell({"type": "assignment", "desk": "team", "state": "working", "note": "reading"})
        await host.report("look_up", "call-1", {"say": "It is there.", "ok": True})
        work, late = await it.until_written(WorkChanged), await it.until_written(ToolAnswered)
    assert (work.desk, work.state, work.note) == ("team", "working", "reading")
    assert (late.tool, late.call_id, late.late, late.failed) == ("look_up", "call-1", True, False)


async def test_a_late_result_of_an_unknown_call_belongs_to_the_exchange_under_way() -> None:
    stack = ScriptedStack()
    async with sitting(stack) as it:
        it.line.type("hello")
        await it.until_written(TurnMeasured)
        await stack.hosts[0].report("look_up", "of-an-earlier-sitting", {"ok": True})
        late = await it.until_written(ToolAnswered)
    assert late.turn == 1


async def test_an_archive_that_cannot_be_opened_costs_nobody_the_talk() -> None:
    class Closed(MemoryArchive):
        async def chronicle(self, conversation_id: str) -> MemoryChronicle:
            if self.chronicles:
                raise OSError("no room on the disk")
            # The test's own.
            return await super().chronicle(conversation_id)

    async with sitting(ScriptedStack(), Closed()) as it:
        it.line.type("hello")
        await it.until(lambda: it.line.heard_secs > 0.2)


async def test_sittings_and_turns_are_counted_on() -> None:
    archive = MemoryArchive()
    async with sitting(ScriptedStack(), archive) as it:
        it.line.type("one")
        await it.until_written(TurnMeasured)
        before = replace(it.session.snapshot(), guests=())
    archive.chronicles.clear()
    async with sitting(ScriptedStack(), archive, before=before) as it:
        it.line.type("two")
        again = await it.until_written(UserTurn)
        began = await it.until_written(SessionStarted)
    assert (began.sitting, again.turn) == (2, 2)


async def test_speech_is_written_down_with_when_it_was_spoken_and_what_it_took() -> None:
    stack = _EchoStack()
    async with sitting(stack) as it:
        stack.words.append("good morning")
        await it.line.speak(0.6)
        said = await it.until_written(UserTurn)
        measured = await it.until_written(TurnMeasured)
    assert said.text == "good morning"
    assert said.span is not None
    # Half a second of speech was detected, give or take what a busy machine delays.
    assert 0.3 <= said.span.end - said.span.begin <= 5
    steps = measured.steps_ms
    assert {"decided", "words", "first_token", "first_audio", "heard"} <= set(steps)
    assert steps["first_token"] <= steps["first_audio"] <= steps["heard"]


class _EchoStack(ScriptedStack):
    """Hears what it is told that it hears, and repeats it."""

    greeting = ""

    def __init__(self) -> None:
        super().__init__()
        self.words: deque[str] = deque()

    def ears(self, choices: Choices, on_notice: OnNotice) -> STTService:
        return PromptedEars(self.words)

    def vad_analyzer(self) -> VADAnalyzer:
        params = VADParams(confidence=0.5, start_secs=0.1, stop_secs=0.2, min_volume=0.0)
        return LoudnessVAD(params=params)
