"""A conversation that is recorded: what is kept, who is told, and who may stop it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from repartee.conversation.events import AgentTurn, RecordingMade
from repartee.conversation.parts import Choices
from repartee.history.recording.retention import Retention
from repartee.history.recording.studio import RecordingStudio
from tests.support.recordings import Recording
from tests.support.scripted_stack import ScriptedStack
from tests.support.sitting import MemoryArchive, Sitting, sitting

NOTICE = "This conversation is recorded."
_ALIGNED_SECS = 0.05


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[RecordingStudio]:
    studio = RecordingStudio(tmp_path, "opus", Retention(), notice=NOTICE)
    yield studio
    await studio.close()


def recording_messages(it: Sitting) -> list[bool]:
    """What the caller's page was told: whether they are recorded."""
    told = [each["data"] for each in it.line.sent if each.get("type") == "server-message"]
    return [each["on"] for each in told if each["type"] == "recording"]


@pytest.mark.audio
async def test_marked_sounds_lie_where_events_say_they_were(
    studio: RecordingStudio, tmp_path: Path
) -> None:
    archive = MemoryArchive()
    async with sitting(ScriptedStack(), archive, studio=studio) as it:
        await it.until_written(AgentTurn)
        spoke_at = it.session.minutes.clock.now()
        await it.line.speak(0.5)
        it.line.type("a few words to be said again")
        await it.until_written(AgentTurn, 2)
    begun, made = archive.chronicles["c1"].of(RecordingMade)
    recording = Recording(tmp_path / made.file)
    assert begun == made.model_copy(update={"secs": None, "at": begun.at})
    assert made.secs == pytest.approx(recording.secs, abs=0.05)

    ((caller_begin, caller_end),) = recording.caller
    assert caller_begin == pytest.approx(spoke_at, abs=_ALIGNED_SECS)
    assert caller_end == pytest.approx(spoke_at + 0.5, abs=_ALIGNED_SECS)
    turns = archive.chronicles["c1"].of(AgentTurn)
    spans = [each.span for each in turns if each.span]
    assert len(spans) == len(recording.agent) == 2
    for span, (begin, end) in zip(spans, recording.agent, strict=True):
        assert begin == pytest.approx(span.begin, abs=_ALIGNED_SECS)
        assert end == pytest.approx(span.end, abs=_ALIGNED_SECS)


async def test_whoever_comes_is_told_aloud_and_on_the_page(studio: RecordingStudio) -> None:
    async with sitting(ScriptedStack(), studio=studio) as it:
        greeting = await it.until_written(AgentTurn)
    assert greeting.heard == f"Hello there. {NOTICE}"
    assert recording_messages(it) == [True]


async def test_callers_who_want_no_greeting_are_told_all_the_same(studio: RecordingStudio) -> None:
    async with sitting(ScriptedStack(), choices=Choices(greeting=False), studio=studio) as it:
        assert (await it.until_written(AgentTurn)).heard == NOTICE


async def test_where_nothing_is_recorded_nothing_is_said_of_it() -> None:
    async with sitting(ScriptedStack()) as it:
        assert (await it.until_written(AgentTurn)).heard == "Hello there."
        it.line.wish({"t": "recording", "d": {"on": False}})
    assert recording_messages(it) == []
    assert it.written.of(RecordingMade) == []


@pytest.mark.parametrize("by_voice", [False, True])
async def test_a_caller_stops_the_recording_and_talks_on(
    studio: RecordingStudio, tmp_path: Path, by_voice: bool
) -> None:
    stack = ScriptedStack()
    async with sitting(stack, studio=studio) as it:
        await it.until_written(AgentTurn)
        if by_voice:
            assert stack.hosts[0].stop_recording()
        else:
            it.line.wish({"t": "recording", "d": {"on": False}})
        made = await it.until_written(RecordingMade, 2)
        it.line.type("this is between us")
        await it.until_written(AgentTurn, 2)
        assert not stack.hosts[0].stop_recording(), "nothing is recorded any more"
    assert recording_messages(it) == [True, False]
    assert len(it.written.of(RecordingMade)) == 2
    assert len(Recording(tmp_path / made.file).agent) == 1, "the greeting alone"


async def test_nobody_switches_a_recording_on_from_their_page() -> None:
    async with sitting(ScriptedStack()) as it:
        await it.until_written(AgentTurn)
        it.line.wish({"t": "recording", "d": {"on": True}})
        it.line.wish({"t": "recording", "d": "on"})
        it.line.type("hello")
        await it.until_written(AgentTurn, 2)
    assert recording_messages(it) == []


async def test_a_recording_that_breaks_is_over_and_the_talk_is_not(tmp_path: Path) -> None:
    (tmp_path / "full").write_bytes(b"")
    studio = RecordingStudio(tmp_path / "full", "opus", Retention(), notice=NOTICE)
    async with sitting(ScriptedStack(), studio=studio) as it:
        await it.until(lambda: recording_messages(it) == [True, False])
        it.line.type("hello")
        await it.until(lambda: any("hello" in each.heard for each in it.written.of(AgentTurn)))
    await studio.close()
