"""A conversation that is recorded: what is kept, who is told, and who may stop it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import numpy as np
import pytest

from repartee.conversation.events import AgentTurn, RecordingMade, Span
from repartee.conversation.parts import Choices
from repartee.history.recording.retention import Retention
from repartee.history.recording.studio import RecordingStudio
from repartee.transports.line import HEARD_RATE
from tests.support.recordings import Recording
from tests.support.scripted_stack import ScriptedStack
from tests.support.sitting import MemoryArchive, Sitting, sitting

NOTICE = "This conversation is recorded."
_ALIGNED_SECS = 0.05
_NEAR_SECS = 0.3
_PIECE_SECS = 0.02
_PATIENCE_SECS = 60


@pytest.fixture
async def studio(tmp_path: Path) -> AsyncIterator[RecordingStudio]:
    studio = RecordingStudio(tmp_path, "opus", Retention(), notice=NOTICE)
    yield studio
    await studio.close()


def recording_messages(it: Sitting) -> list[bool]:
    """What the caller's page was told: whether they are recorded."""
    told = [each["data"] for each in it.line.sent if each.get("type") == "server-message"]
    return [each["on"] for each in told if each["type"] == "recording"]


async def speak(it: Sitting, secs: float) -> tuple[float, float]:
    """Make loud sound in real time, as its clock goes.

    Returns:
        When the first sample was said, and the last.
    """
    clock = it.session.minutes.clock
    time = np.arange(round(HEARD_RATE * _PIECE_SECS)) / HEARD_RATE
    piece = (8000 * np.sin(2 * np.pi * 500 * time)).astype("<i2").tobytes()
    begin = clock.now()
    for count in range(1, round(secs / _PIECE_SECS) + 1):
        await asyncio.sleep(max(0.0, begin + count * _PIECE_SECS - clock.now()))
        it.line.says(piece)
    return begin, clock.now()


def between(stretches: list[tuple[float, float]], span: Span) -> tuple[float, float]:
    """From when to when there is sound around a span; a busy machine leaves gaps in it."""
    near = [each for each in stretches if span.begin - _NEAR_SECS < each[0] < span.end]
    return near[0][0], near[-1][1]


@pytest.mark.audio
async def test_marked_sounds_lie_where_events_say_they_were(
    studio: RecordingStudio, tmp_path: Path
) -> None:
    archive = MemoryArchive()
    async with sitting(ScriptedStack(), archive, studio=studio) as it:
        await it.until_written(AgentTurn)
        spoke_at, fell_silent_at = await speak(it, 0.5)
        it.line.type("a few words to be said again")
        await it.until_written(AgentTurn, 2)
    begun, made = archive.chronicles["c1"].of(RecordingMade)
    recording = Recording(tmp_path / made.file)
    assert begun == made.model_copy(update={"secs": None, "at": begun.at})
    assert made.secs == pytest.approx(recording.secs, abs=0.05)

    begin, end = between(recording.caller, Span(begin=0, end=recording.secs))
    assert end == pytest.approx(fell_silent_at, abs=_ALIGNED_SECS)
    # On a busy machine it is delivered late, and all at once.
    assert spoke_at - _ALIGNED_SECS < begin < end - 0.5 + _ALIGNED_SECS
    spans = [each.span for each in archive.chronicles["c1"].of(AgentTurn) if each.span]
    assert len(spans) == 2
    for span in spans:
        begin, end = between(recording.agent, span)
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


async def test_who_cuts_the_greeting_off_is_told_after_the_answer(
    studio: RecordingStudio,
) -> None:
    async with sitting(ScriptedStack(), studio=studio) as it:
        async with asyncio.timeout(_PATIENCE_SECS):
            while not it.line.heard_secs:
                await asyncio.sleep(0.01)
            it.line.type("a few words to be said again")
            while not any(turn.heard.endswith(NOTICE) for turn in it.written.of(AgentTurn)):
                await asyncio.sleep(0.05)
        greeting = it.written.of(AgentTurn)[0]
    assert greeting.cut
    assert NOTICE not in greeting.heard


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
    assert made.secs is not None
    assert Recording(tmp_path / made.file).secs == pytest.approx(made.secs, abs=0.05)
    assert made.secs < it.session.minutes.clock.now() - 0.5, "the rest is not recorded"


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
